from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from tests.integration.http.operations import CHANGES, Operation, Subject, subject_for
from tests.integration.http.replays import is_replayed, shown
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client
from tests.support.server_process import Server

Request: TypeAlias = tuple[str, str, dict[str, Any]]
Remedy: TypeAlias = Callable[[Client, dict[str, Any]], None]

EVERY_UNIT = {"items": [{"id": "iid_001", "quantity": 2}]}


def cancel_every_fulfillment(client: Client, order: dict[str, Any]) -> None:
    for fulfillment in order_requests.get_order(client, order)["fulfillments"]:
        path = f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}"
        assert client.post(f"{path}/cancel", {}).status == 200


def fail_every_refund(client: Client, order: dict[str, Any]) -> None:
    for refund in order_requests.get_order(client, order)["payment"]["refunds"]:
        path = f"/orders/{order['order_id']}/refunds/{refund['id']}"
        assert client.patch(path, {"status": "failed"}).status == 200


def create_the_missing(client: Client, order: dict[str, Any]) -> None:
    order_requests.create_order(client, order_id="missing")


# A refused request, its status and code, and the remedy that makes it acceptable.
REFUSED: dict[str, tuple[Request, tuple[int, str], Remedy]] = {
    "no such order": (
        ("PATCH", "/orders/missing/status", {"status": "processing"}),
        (404, "order_not_found"),
        create_the_missing,
    ),
    "no units": (
        ("POST", "/orders/ord_1/fulfillments", EVERY_UNIT),
        (409, "quantity_exceeds_remaining"),
        cancel_every_fulfillment,
    ),
    "no money": (
        ("POST", "/orders/ord_1/refunds", {"amount": 1}),
        (409, "payment_not_refundable"),
        fail_every_refund,
    ),
    "an atomic bulk": (
        (
            "PATCH",
            "/orders/bulk",
            {
                "order_ids": ["ord_1", "missing"],
                "action": "add_tags",
                "data": {"tags": ["gift"]},
                "atomic": True,
            },
        ),
        (409, "bulk_failed"),
        create_the_missing,
    ),
}


@pytest.mark.parametrize(("request_", "refusal", "remedy"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_replayed_under_its_key(
    client: Client,
    stored: DomainRows,
    request_: Request,
    refusal: tuple[int, str],
    remedy: Remedy,
):
    # An order that is paid and refunded in full would refuse every shipment.
    payment = {"status": "paid", "method": "card", "amount_paid": 240}
    order = order_requests.create_order(client, order_id="ord_1", payment=payment)
    order_requests.create_fulfillment(client, order)
    order_requests.create_refund(client, order, 240)
    method, path, body = request_
    send = client.post if method == "POST" else client.patch
    before = order_requests.get_order(client, order), len(stored.messages(client.domain_id))

    first = send(path, body, Idempotency_Key="key-1")
    kept = order_requests.get_order(client, order), len(stored.messages(client.domain_id))
    remedy(client, order)
    remedied = client.get("/orders").body
    again = send(path, body, Idempotency_Key="key-1")
    untouched = client.get("/orders").body
    anew = send(path, body, Idempotency_Key="key-2")

    assert (first.status, first.code) == refusal
    assert kept == before
    assert is_replayed(again)
    assert shown(again) == shown(first)
    assert untouched == remedied
    assert anew.status in {200, 201}


@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_a_412_is_replayed_after_the_version_matches(server: Server, operation: Operation):
    subject = subject_for(server, operation)
    first = subject.send_good(operation, Idempotency_Key="key-1", If_Match='"4"')
    order_requests.create_refund(subject.client, {"order_id": subject.order_id}, 1)
    state = subject.state()

    again = subject.send_good(operation, Idempotency_Key="key-1", If_Match='"4"')

    assert (first.status, first.code) == (412, "version_mismatch")
    assert is_replayed(again)
    assert shown(again) == shown(first)
    assert subject.state() == state


@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_a_replay_does_not_check_if_match_again(server: Server, operation: Operation):
    subject = subject_for(server, operation)

    answers = [
        subject.send_good(operation, Idempotency_Key="key-1", If_Match='"3"') for _ in range(2)
    ]

    assert [is_replayed(answer) for answer in answers] == [False, True]
    assert shown(answers[1]) == shown(answers[0])
    assert answers[0].headers["ETag"] == '"4"'


@pytest.mark.parametrize("operation", CHANGES, ids=str)
def test_order_not_found_is_replayed(server: Server, operation: Operation):
    nowhere = Subject(server.client(), server.stored, *["missing"] * 3)

    first, again = (nowhere.send_good(operation, Idempotency_Key="key-1") for _ in range(2))

    assert (first.status, first.code) == (404, "order_not_found")
    assert is_replayed(again)
    assert shown(again) == shown(first)


def test_a_field_error_that_depends_on_the_order_is_replayed(client: Client):
    path = f"/orders/{order_requests.create_order(client)['order_id']}/fulfillments"
    body = {"items": [{"id": "iid_009", "quantity": 1}]}

    first, again = (client.post(path, body, Idempotency_Key="key-1") for _ in range(2))

    assert (first.status, first.code) == (422, "unknown_item")
    assert is_replayed(again)
    assert shown(again) == shown(first)


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": "key-1"}], ids=["no key", "a key"])
def test_a_refused_order_uses_no_number(client: Client, headers: dict[str, str]):
    order_requests.create_order(client, order_id="ord_1")

    refused = client.post("/orders", order_requests.order_document(order_id="ord_1"), **headers)
    following = order_requests.create_order(client)

    assert (refused.status, refused.code) == (409, "order_exists")
    assert following["order_number"] == "1002"
