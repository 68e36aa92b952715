"""The request log and what it must not contain."""

import re
import socket
import time
from uuid import UUID, uuid4

import pytest

from seller_orders.application.access import Scope
from tests.support import order_requests
from tests.support.http_client import BASE, Answer, Client
from tests.support.log_lines import lines_of, log_lines
from tests.support.server_process import Server
from tests.support.waiting import WITHIN_S

TRACE = "0af7651916cd43dd8448eb211c80319c"
BROKEN = '\r\n{}\n\u2028\x1b[31m"}}\\'


def unique_text(kind: str) -> str:
    """Return a unique text with characters that could break a log line."""
    return f"{kind}-{uuid4().hex[:8]}"


def every_answer(server: Server, client: Client, texts: list[str]) -> list[Answer]:
    """Send each text in every place that accepts text."""
    answers = []
    for text in texts:
        said = text + BROKEN
        order = order_requests.create_order(
            client,
            note=said,
            customer={"id": "cus_1", "name": said, "email": said, "phone": text},
            billing_address={**order_requests.ADDRESS, "name": said, "phone": text, "line1": said},
        )
        path = f"/orders/{order['order_id']}"
        items = [{"id": "iid_001", "quantity": 1}]
        rider = {"items": items, "awb": said, "delivery_person": {"name": said, "phone": text}}
        answers += [
            client.patch(f"{path}/status", {"status": "processing", "note": said}),
            client.post(f"{path}/fulfillments", rider, Idempotency_Key=text),
            client.post(f"{path}/refunds", {"amount": 1, "reason": said}, Idempotency_Key=text),
            client.patch(f"{path}/status", {"status": "processing", said: said}),
            client.call("PATCH", f"{path}/status", said.encode()),
            client.get(f"/orders?search={text}&awb={text}&customer_id={text}&{text}={text}"),
            client.get(f"/orders?cursor={text}"),
            client.get(f"/orders/{text}%0d%0a%22"),
            client.get(path, X_Request_Id=f'{text}"}} {{', traceparent=text, User_Agent=text),
            client.get(path, If_None_Match=text, Cookie=text, Referer=f"https://x.example/{text}"),
            client.with_key(text).get(path),
            client.for_domain(f"{text}@x").get(path),
            client.send("GET", f"/{text}?{text}={text}"),
            client.send("GET", f"{BASE}/{text}%0a/orders/{text}%0a/{text}"),
            client.send(text.replace("@", "-").upper(), f"/{text}"),
        ]
    return answers


def test_log_has_no_personal_or_secret_data(server: Server):
    client = server.client()
    texts = [
        unique_text(kind) for kind in ("anjali@example.com", "sok_key", "token.token", "919876")
    ]

    answers = every_answer(server, client, texts)
    # An API key in place of an order id or a request id is a valid identifier.
    answers += [client.get(f"/orders/{client.key}", X_Request_Id=str(client.key))]

    log = server.log.read_text().lower()
    for secret in [*texts, *(text.replace("@", "-") for text in texts), str(client.key), "Bearer"]:
        assert secret.lower() not in log
    assert {len(lines_of(server.log, answer)) for answer in answers} == {1}
    assert log_lines(server.log)


def test_injected_header_line_is_no_log_event(server: Server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=WITHIN_S) as connection:
        connection.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b'X-Request-Id: a\n{"event": "forged"}\r\n\r\n'
        )
        connection.recv(65536)

    assert "forged" not in {line["event"] for line in log_lines(server.log)}


def test_log_line_has_request_caller_and_outcome(server: Server, client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"

    began = time.monotonic()
    answer = client.get(path, traceparent=f"00-{TRACE}-b7ad6b7169203331-01")
    took_s = time.monotonic() - began

    [line] = lines_of(server.log, answer)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", line.pop("timestamp"))
    assert 0 < line.pop("duration_ms") < took_s * 1000
    who = line.pop("who")
    assert who == order["timeline"][0]["by"]
    assert line == {
        "level": "info",
        "logger": "seller_orders.http",
        "event": "request",
        "request_id": answer.headers["X-Request-Id"],
        "trace_id": TRACE,
        "method": "GET",
        "operation": "get_order",
        "domain_id": client.domain_id,
        "order_id": order["order_id"],
        "status": 200,
        "bytes": len(answer.body),
    }


def test_refusal_line_has_the_code(server: Server, client: Client):
    answers = [
        client.get("/orders/missing"),
        client.get("/orders?limit=0"),
        client.send("GET", "/nowhere"),
        client.send("DELETE", f"{BASE}/{client.domain_id}/orders"),
        client.call("POST", "/orders", b"{"),
    ]

    lines = [line for answer in answers for line in lines_of(server.log, answer)]
    assert [(line["operation"], line["status"], line["code"]) for line in lines] == [
        ("get_order", 404, "order_not_found"),
        ("list_orders", 422, "invalid_fields"),
        ("unmatched", 404, "not_found"),
        ("unmatched", 405, "method_not_allowed"),
        ("create_order", 400, "malformed_json"),
    ]


def test_health_checks_are_not_logged(server: Server, client: Client):
    asked = [client.send("GET", path) for path in ("/healthz", "/readyz")]

    assert all(lines_of(server.log, answer) == [] for answer in asked)


@pytest.mark.parametrize("given", ["a", "7f3b1c2e-9d", "a.b_c-D9", "x" * 64])
def test_request_id_is_accepted_and_returned(server: Server, client: Client, given: str):
    answer = client.get("/orders", X_Request_Id=given)

    assert answer.headers.get_all("X-Request-Id") == [given]
    assert [line["request_id"] for line in lines_of(server.log, answer)][-1] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "é", "a@b", 'a"', "a\tb", "{}", "a,b"])
def test_malformed_request_id_is_replaced(client: Client, given: str):
    told = client.get("/orders", X_Request_Id=given).headers["X-Request-Id"]

    assert told != given
    assert UUID(told).version == 7


def test_every_response_has_a_distinct_id(client: Client):
    path = f"/orders/{order_requests.create_order(client)['order_id']}"
    tag = client.get(path).headers["ETag"]
    answers = [
        client.get(path),
        client.get(path, If_None_Match=tag),
        client.with_key(None).get(path),
        client.for_domain("other").get(path),
        client.get("/orders/missing"),
        client.send("GET", "/nowhere"),
        client.send("PUT", "/healthz"),
        client.call("POST", "/orders", b"x" * (1024 * 1024 + 1)),
        client.call("POST", "/orders", b"{}", headers={"Content-Type": "text/plain"}),
        client.send("GET", "/healthz"),
    ]

    statuses = [200, 304, 401, 403, 404, 404, 405, 413, 415, 200]
    assert [answer.status for answer in answers] == statuses
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)


@pytest.mark.parametrize(
    ("key", "credential"),
    [
        (None, "none"),
        ("Bearer", "other"),
        ("Basic dXNlcjpwYXNzd29yZA==", "other"),
        ("Bearer sok_unknown", "api_key"),
        ("Bearer eyJhbGciOiJub25lIn0.e30.", "token"),
    ],
)
def test_invalid_credential_has_an_audit_line(
    server: Server, client: Client, key: str | None, credential: str
):
    headers = {"Authorization": key} if key else {}

    answer = client.with_key(None).call("GET", "/orders/ord_1", headers=headers)

    [line] = lines_of(server.log, answer, "access_refused")
    assert line.pop("timestamp")
    assert line == {
        "level": "warning",
        "logger": "seller_orders.access",
        "event": "access_refused",
        "request_id": answer.headers["X-Request-Id"],
        "method": "GET",
        "operation": "get_order",
        "domain_id": client.domain_id,
        "order_id": "ord_1",
        "status": 401,
        "code": "unauthenticated",
        "credential": credential,
    }


def test_forbidden_caller_has_an_audit_line(server: Server, client: Client):
    reader = server.client(Scope.READ)
    order = order_requests.create_order(client)
    cancelled = {"status": "cancelled"}
    writer = server.client(Scope.WRITE, domain_id=client.domain_id)
    path = f"/orders/{order['order_id']}"

    answers = {
        "domain_forbidden": client.for_domain(reader.domain_id).get("/orders"),
        "insufficient_scope": reader.post("/orders", {}),
        "insufficient_scope of what it asks for": writer.patch(f"{path}/status", cancelled),
    }

    for code, answer in answers.items():
        [line] = lines_of(server.log, answer, "access_refused")
        [request] = lines_of(server.log, answer)
        assert line["code"] == code.split()[0]
        assert (line["who"], line["domain_id"]) == (request["who"], request["domain_id"])
        assert re.fullmatch(r"key:key_[0-9a-f-]{36}", line["who"])


def test_allowed_request_has_no_audit_line(server: Server, client: Client):
    answers = [client.get("/orders"), client.get("/orders/missing"), client.post("/orders", {})]

    assert all(lines_of(server.log, answer, "access_refused") == [] for answer in answers)
