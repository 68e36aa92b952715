import pytest

from tests.integration.http.operations import (
    ALL,
    CREATE,
    REPLAYED_WHOLE,
    STATUS,
    Operation,
    subject_for,
    subject_on,
)
from tests.integration.http.replays import is_replayed, shown
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client, to_json
from tests.support.server_process import Server


def is_reuse(answer: Answer) -> bool:
    is_problem = answer.headers["Content-Type"] == "application/problem+json"
    told = answer.status, is_problem, is_replayed(answer)
    return told == (422, True, False) and answer.code == "idempotency_key_reused"


@pytest.mark.parametrize("operation", REPLAYED_WHOLE, ids=str)
def test_a_key_with_another_body_is_422(server: Server, operation: Operation):
    subject = subject_for(server, operation)
    good = to_json(subject.good_body(operation))
    first = subject.send(operation, good, Idempotency_Key="key-1")
    state = subject.state()

    # The raw bodies are compared, white space included.
    reused = subject.send(operation, good + b" ", Idempotency_Key="key-1")
    again = subject.send(operation, good, Idempotency_Key="key-1")

    assert is_reuse(reused)
    assert subject.state() == state
    assert shown(again) == shown(first)


def test_a_key_with_another_path_is_422(client: Client):
    mine, yours = order_requests.create_order(client), order_requests.create_order(client)
    body = {"status": "processing"}
    first = client.patch(f"/orders/{mine['order_id']}/status", body, Idempotency_Key="key-1")

    other_order = client.patch(f"/orders/{yours['order_id']}/status", body, Idempotency_Key="key-1")
    missing = client.patch("/orders/missing/status", body, Idempotency_Key="key-1")

    assert first.status == 200
    assert is_reuse(other_order)
    assert is_reuse(missing)
    assert order_requests.get_order(client, yours) == yours


def test_a_key_with_another_operation_is_422(server: Server):
    subject = subject_on(server)
    assert subject.send_good(STATUS, Idempotency_Key="key-1").status == 200
    state = subject.state()

    answers = [
        subject.send_good(operation, Idempotency_Key="key-1")
        for operation in ALL
        if operation is not STATUS
    ]

    assert all(is_reuse(answer) for answer in answers)
    assert subject.state() == state


def test_a_refused_request_uses_its_key(client: Client):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/refunds"
    refused = client.post(path, {"amount": 251}, Idempotency_Key="key-1")

    corrected = client.post(path, {"amount": 250}, Idempotency_Key="key-1")

    assert (refused.status, refused.code) == (409, "refund_exceeds_captured")
    assert is_reuse(corrected)
    assert order_requests.get_order(client, order) == order


def test_the_same_key_in_another_domain_is_another_key(
    client: Client, other: Client, stored: DomainRows
):
    document = order_requests.order_document(order_id="ord_1")
    statuses = ["processing", "confirmed"]

    created = [each.post("/orders", document, Idempotency_Key="key-1") for each in (client, other)]
    moved = [
        each.patch("/orders/ord_1/status", {"status": status}, Idempotency_Key="key-2")
        for each, status in zip((client, other), statuses, strict=True)
    ]

    assert [answer.status for answer in created] == [201, 201]
    assert not any(is_replayed(answer) for answer in created + moved)
    assert [answer.json["domain_id"] for answer in created] == [client.domain_id, other.domain_id]
    assert [answer.json["status"] for answer in moved] == statuses
    assert len(stored.answers(client.domain_id)) == len(stored.answers(other.domain_id)) == 2


def test_keys_of_another_domain_are_invisible(client: Client, other: Client):
    theirs = order_requests.create_order(other, order_id="ord_1")
    body = {"status": "processing"}
    used = other.patch("/orders/ord_1/status", body, Idempotency_Key="key-1")

    answer = client.patch("/orders/ord_1/status", body, Idempotency_Key="key-1")

    assert used.status == 200
    assert (answer.status, answer.code) == (404, "order_not_found")
    assert not is_replayed(answer)
    assert order_requests.get_order(other, theirs) == used.json


def test_two_keys_create_two_orders_of_equal_bodies(server: Server):
    subject = subject_on(server)

    answers = [subject.send_good(CREATE, Idempotency_Key=key) for key in ("a", "b", "a")]

    ids = [answer.json["order_id"] for answer in answers]
    assert ids[0] == ids[2] != ids[1]
