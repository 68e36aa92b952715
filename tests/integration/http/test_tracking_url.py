import pytest

from tests.integration.http.operations import (
    BULK,
    CREATE,
    FULFILL,
    UPDATE_FULFILLMENT,
    Subject,
    subject_on,
)
from tests.support import order_requests
from tests.support.http_client import Answer, to_json
from tests.support.server_process import Server

REFUSED = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "javascript://host/%0aalert(1)",
    "file:///etc/passwd",
    "file://host/etc/passwd",
    "data:text/html,hello",
    "ftp://courier.example/1Z",
    "//courier.example/1Z",
    "/track/1Z",
    "courier.example/1Z",
    "http:courier.example",
    "http:/courier.example",
    "http://",
    "http:///1Z",
    "http://[::1",
    "http://courier.example:99999/1Z",
    "https://courier.example/1Z\nX-Injected: 1",
    "https://courier.example/1Z\r\n",
    "https://courier.example/\t1Z",
    "https://courier.example/1 Z",
    " https://courier.example/1Z",
    "https://courier.example/\x00",
    "https://courier.example/\x7f",
    "https://courier.example/" + "x" * 500,
    "",
]
POINTERS = {
    "fulfill": "/tracking_url",
    "update": "/tracking_url",
    "bulk": "/data/tracking_url",
    "create": "/fulfillments/0/tracking_url",
}
TAKEN = ["http://courier.example", "HTTPS://courier.example:8443/a?b=c#d", "http://[::1]/1Z"]


@pytest.fixture(scope="module")
def subject(server: Server) -> Subject:
    return subject_on(server)


def send(subject: Subject, name: str, url: str) -> Answer:
    if name == "fulfill":
        return subject.send(FULFILL, to_json(FULFILL.body | {"tracking_url": url}))
    if name == "create":
        shipped = {"items": [{"id": "iid_001", "quantity": 1}], "tracking_url": url}
        return subject.send(CREATE, to_json(order_requests.order_document(fulfillments=[shipped])))
    if name == "update":
        return subject.send(UPDATE_FULFILLMENT, to_json({"tracking_url": url}))
    data = {"action": "fulfill", "data": {"tracking_url": url}}
    return subject.send(BULK, to_json({"order_ids": [subject.order_id], **data}))


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: repr(url)[:44])
@pytest.mark.parametrize("name", POINTERS)
def test_malformed_tracking_url_is_422(subject: Subject, name: str, url: str):
    before = subject.state()

    answer = send(subject, name, url)

    assert answer.status == 422
    assert answer.pointers == [POINTERS[name]]
    assert "X-Injected" not in answer.headers
    assert subject.state() == before


@pytest.mark.parametrize("url", TAKEN)
@pytest.mark.parametrize("name", ["fulfill", "update", "bulk"])
def test_tracking_url_is_stored_unchanged(server: Server, name: str, url: str):
    subject = subject_on(server)

    answer = send(subject, name, url)

    assert answer.status in {200, 201}
    order = subject.client.get(f"/orders/{subject.order_id}").json
    assert url in [fulfillment["tracking_url"] for fulfillment in order["fulfillments"]]


def test_tracking_url_is_never_fetched(server: Server):
    subject = subject_on(server)
    own_log = f"http://127.0.0.1:{server.port}/fetched-{subject.order_id}"

    taken = send(subject, "fulfill", own_log)
    order = order_requests.get_order(subject.client, {"order_id": subject.order_id})

    assert taken.status == 201
    assert order["fulfillments"][1]["tracking_url"] == own_log
    assert f"fetched-{subject.order_id}" not in server.log.read_text()
