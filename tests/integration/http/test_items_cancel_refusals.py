"""Refused cancellations of units change nothing."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client


def cancel_items(client: Client, order: dict[str, Any], **changes: Any) -> Answer:
    body = {"items": [{"id": "iid_001", "quantity": 1}], "reason": "out_of_stock", **changes}
    return client.post(f"/orders/{order['order_id']}/items/cancel", body)


def one(quantity: Any, id: Any = "iid_001") -> list[dict[str, Any]]:
    return [{"id": id, "quantity": quantity}]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"items": one(1, "iid_009")}, "/items/0/id", "unknown_item"),
        ({"items": [*one(1), *one(1)]}, "/items/1/id", "duplicate_item"),
        ({"items": []}, "/items", "out_of_range"),
        ({"items": one(0)}, "/items/0/quantity", "out_of_range"),
        ({"items": one(-1)}, "/items/0/quantity", "out_of_range"),
        ({"items": one(0.5)}, "/items/0/quantity", "wrong_type"),
        ({"items": [{"id": "iid_001"}]}, "/items/0/quantity", "required"),
        ({"items": [{**one(1)[0], "name": "Pasta"}]}, "/items/0/name", "unknown_field"),
        ({"reason": "broken"}, "/reason", "unknown_value"),
        ({"reason": "other"}, "/cancel_reason_details", "required"),
        ({"refund_amount": 5}, "/refund_amount", "no_refund"),
        ({"refund": True, "refund_amount": 0}, "/refund_amount", "amount_out_of_range"),
        ({"refund": True, "refund_amount": -1}, "/refund_amount", "amount_out_of_range"),
        ({"refund": True, "refund_amount": 0.001}, "/refund_amount", "too_many_decimals"),
        ({"notify": True}, "/notify", "unknown_field"),
    ],
)
def test_bad_input_is_422_with_pointer(
    client: Client, changes: dict[str, Any], pointer: str, code: str
):
    order = order_requests.create_order(client)

    answer = cancel_items(client, order, **changes)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert answer.json["errors"][0]["code"] == code
    assert order_requests.get_order(client, order) == order


def test_a_whole_number_in_any_notation_is_a_quantity(client: Client):
    order = order_requests.create_order(client)

    answer = cancel_items(client, order, items=one(1.0))

    assert answer.json["order"]["items"][0]["cancelled_quantity"] == 1


def test_more_than_remains_is_409_with_figures(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 1), ("iid_002", 1))
    before = order_requests.get_order(client, order)

    answer = cancel_items(client, order, items=[*one(2), *one(1, "iid_002")])

    assert (answer.status, answer.code) == (409, "quantity_exceeds_remaining")
    assert answer.pointers == ["/items/0/quantity", "/items/1/quantity"]
    figures = {"id": "iid_001", "ordered": 2, "fulfilled": 1, "remaining": 1, "requested": 2}
    assert answer.json["errors"][0].items() >= figures.items()
    assert order_requests.get_order(client, order) == before


def test_the_last_units_are_not_cancelled(client: Client):
    order = order_requests.create_order(client)

    answer = cancel_items(client, order, items=[*one(2), *one(1, "iid_002")])

    assert (answer.status, answer.code) == (409, "nothing_would_remain")
    assert order_requests.get_order(client, order) == order


def test_a_refund_is_at_most_what_is_left(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_refund(client, order, 240)
    before = order_requests.get_order(client, order)

    answer = cancel_items(client, order, refund=True, refund_amount=10.01)

    assert (answer.status, answer.code) == (409, "refund_exceeds_captured")
    assert order_requests.get_order(client, order) == before


def test_a_cancelled_order_has_no_units_to_cancel(client: Client):
    order = order_requests.create_order(client)
    client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"})

    answer = cancel_items(client, order)

    assert (answer.status, answer.code) == (409, "already_cancelled")


@pytest.mark.parametrize("status", ["shipped", "delivered", "cancelled", "refunded"])
def test_units_are_cancelled_in_every_status(client: Client, status: str):
    order = order_requests.create_order(client, status=status)

    answer = cancel_items(client, order)

    assert (answer.status, answer.json["order"]["status"]) == (200, status)


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({}, "/data/reason"),
        ({"reason": "other"}, "/data/cancel_reason_details"),
        ({"reason": "fraud", "refund_amount": 1}, "/data/refund_amount"),
        ({"reason": "fraud", "items": []}, "/data/items"),
        ({"reason": "fraud", "refund": "yes"}, "/data/refund"),
    ],
)
def test_bad_bulk_data_is_422_with_pointer(client: Client, data: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)
    body = {"order_ids": [order["order_id"]], "action": "items_cancel", "data": data}

    answer = client.patch("/orders/bulk", body)

    assert (answer.status, answer.pointers) == (422, [pointer])
    assert order_requests.get_order(client, order) == order
