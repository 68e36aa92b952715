import pytest
from attrs import evolve

from tests.integration.http.operations import ALL, CHANGES, Operation, Subject, subject_on
from tests.support import order_requests
from tests.support.http_client import BASE, Client
from tests.support.server_process import Server

STRANGE_IDS = {
    "a space": "a%20b",
    "a NUL": "%00",
    "a line break": "a%0D%0AX-Injected:%201",
    "bad UTF-8": "%FF",
    "a surrogate": "%ED%A0%80",
    "an emoji": "%F0%9F%98%80",
    "a quote": "%27%20OR%201=1--",
    "dots": "%2E%2E",
    "65 characters": "x" * 65,
    "5,000 characters": "x" * 5_000,
}

UNKNOWN_PATHS = [
    "/merchant",
    "/merchant/api/v1/domains",
    "/merchant/api/v2/domains/d/orders",
    "/healthz/",
    "//orders",
    "/merchant//api/v1/domains/d/orders",
    "/merchant/api/v1/domains/d/orders//status",
    "/merchant/api/v1/domains/d/orders/",
    "/merchant/api/v1/domains/d/orders/o/",
    "/merchant/api/v1/domains/d/orders/o/unknown",
    "/merchant/api/v1/domains/d/orders/o%2Fx",
    "/favicon.ico",
    "/static/app.js",
]


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


@pytest.mark.parametrize("id", STRANGE_IDS.values(), ids=STRANGE_IDS)
@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_malformed_order_id_is_404_on_changes(subject: Subject, operation: Operation, id: str):
    nowhere = evolve(subject, order_id=id)

    answer = nowhere.send_good(operation)

    assert (answer.status, answer.code) == (404, "order_not_found")
    assert "X-Injected" not in answer.headers


@pytest.mark.parametrize("id", STRANGE_IDS.values(), ids=STRANGE_IDS)
@pytest.mark.parametrize("suffix", ["", "/actions"])
def test_malformed_order_id_is_404_on_reads(client: Client, suffix: str, id: str):
    answer = client.get(f"/orders/{id}{suffix}")

    assert (answer.status, answer.code) == (404, "order_not_found")
    assert "X-Injected" not in answer.headers


@pytest.mark.parametrize("id", STRANGE_IDS.values(), ids=STRANGE_IDS)
def test_malformed_fulfillment_id_is_404(subject: Subject, id: str):
    answer = subject.client.patch(
        f"/orders/{subject.order_id}/fulfillments/{id}", {"status": "delivered"}
    )

    assert (answer.status, answer.code) == (404, "fulfillment_not_found")


@pytest.mark.parametrize("id", STRANGE_IDS.values(), ids=STRANGE_IDS)
def test_malformed_refund_id_is_404(subject: Subject, id: str):
    answer = subject.client.patch(
        f"/orders/{subject.order_id}/refunds/{id}", {"status": "succeeded"}
    )

    assert (answer.status, answer.code) == (404, "refund_not_found")


@pytest.mark.parametrize("id", STRANGE_IDS.values(), ids=STRANGE_IDS)
def test_malformed_domain_is_403(client: Client, id: str):
    answer = client.for_domain(id).post("/orders", order_requests.order_document())

    assert (answer.status, answer.code) == (403, "domain_forbidden")


def test_percent_encoded_id_is_accepted(client: Client):
    order = order_requests.create_order(client, order_id="ord_1")

    answer = client.get("/orders/%6Frd%5F1")

    assert answer.status == 200
    assert answer.json["order_id"] == order["order_id"]


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_path_is_404(client: Client, method: str, path: str):
    answer = client.send(method, path)

    assert (answer.status, answer.code) == (404, "not_found")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["instance"]


@pytest.mark.parametrize("id", ["a%20b", "%C3%A9", "a%3Fb", "100%25", "%22%00%5C", "a:b@c'd"])
def test_instance_of_a_problem_is_a_uri_reference(client: Client, id: str):
    """RFC 9457 requires it, so characters of the path are percent-encoded as in the request."""
    answer = client.get(f"/orders/{id}")

    assert answer.status == 404
    assert answer.json["instance"] == f"{BASE}/{client.domain_id}/orders/{id}"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/orders", {"GET", "HEAD", "POST"}),
        ("PUT", "/orders/ord_1", {"GET", "HEAD"}),
        ("DELETE", "/orders/ord_1", {"GET", "HEAD"}),
        ("GET", "/orders/ord_1/status", {"PATCH"}),
        ("POST", "/orders/ord_1/status", {"PATCH"}),
        ("GET", "/orders/ord_1/fulfillments", {"POST"}),
        ("DELETE", "/orders/ord_1/fulfillments/ful_1", {"PATCH"}),
        ("GET", "/orders/ord_1/fulfillments/ful_1/cancel", {"POST"}),
        ("PATCH", "/orders/ord_1/cancel", {"POST"}),
        ("GET", "/orders/ord_1/refunds", {"POST"}),
        ("POST", "/orders/ord_1/refunds/rfd_1", {"PATCH"}),
        ("POST", "/orders/ord_1/actions", {"GET", "HEAD"}),
        ("POST", "/orders/ord_1/payment", {"PATCH"}),
        ("BREW", "/orders", {"GET", "HEAD", "POST"}),
    ],
)
def test_wrong_method_is_405_with_allow(client: Client, method: str, path: str, allowed: set[str]):
    answer = client.call(method, path)

    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {name.strip() for name in answer.headers["Allow"].split(",")} == allowed


def test_operations_have_the_paths_of_the_contract(subject: Subject):
    answers = [
        subject.client.send(
            "BREW",
            f"{BASE}/{subject.client.domain_id}{subject.path(operation)}",
        )
        for operation in ALL
    ]

    assert {answer.status for answer in answers} == {405}
