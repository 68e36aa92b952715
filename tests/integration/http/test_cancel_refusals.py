from collections.abc import Callable
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

Make = Callable[[Client], dict[str, Any]]


def with_status(status: str, **changes: Any) -> Make:
    return lambda client: order_requests.create_order(client, status=status, **changes)


def with_fulfillments(*statuses: str, status: str = "pending", **changes: Any) -> Make:
    def make(client: Client) -> dict[str, Any]:
        order = order_requests.create_order(client, **changes)
        made = [
            order_requests.create_fulfillment(client, order, item)
            for item in _ITEMS[: len(statuses)]
        ]
        for fulfillment, target in zip(made, statuses, strict=True):
            order_requests.update_fulfillment(client, order, fulfillment, target)
        return order_requests.set_status(client, order, status)

    return make


def cancelled(client: Client) -> dict[str, Any]:
    order = order_requests.create_order(client)
    assert client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"}).status == 200
    return order


_ITEMS = [("iid_001", 1), ("iid_001", 1), ("iid_002", 1)]
_UNPAID: Any = {"payment": order_requests.UNPAID}
_ALL = {"refund": True, "refund_amount": 1_000}

# Each case breaks the rule of its name and, if there is one, a later rule.
REFUSALS: list[tuple[str, Make, dict[str, Any]]] = [
    ("already_cancelled", cancelled, {}),
    ("already_cancelled", cancelled, _ALL),
    ("already_delivered", with_status("delivered"), {}),
    ("already_delivered", with_status("delivered", **_UNPAID), _ALL),
    ("already_delivered", with_fulfillments("delivered"), {}),
    ("already_delivered", with_fulfillments("in_transit", "delivered"), _ALL),
    ("already_delivered", with_fulfillments("delivered", status="shipped"), {}),
    ("already_delivered", with_fulfillments("in_transit", status="delivered"), {}),
    ("already_delivered", with_fulfillments("delivered", status="cancelled"), _ALL),
    ("already_shipped", with_status("shipped"), {}),
    ("already_shipped", with_status("shipped", **_UNPAID), _ALL),
    ("already_shipped", with_fulfillments("in_transit"), {}),
    ("already_shipped", with_fulfillments("out_for_delivery", **_UNPAID), _ALL),
    ("already_shipped", with_fulfillments("returned", "in_transit"), {}),
    ("payment_not_refundable", with_status("pending", **_UNPAID), {"refund": True}),
    ("payment_not_refundable", with_status("refunded", **_UNPAID), _ALL),
    ("refund_exceeds_captured", with_status("pending"), {"refund": True, "refund_amount": 250.01}),
    ("refund_exceeds_captured", with_status("processing"), _ALL),
]


@pytest.mark.parametrize(
    ("code", "make", "body"), REFUSALS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_cancel_is_refused_by_the_first_broken_rule(
    client: Client, code: str, make: Make, body: dict[str, Any]
):
    order = make(client)
    before = order_requests.get_order(client, order)

    answer = client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud", **body})

    assert (answer.status, answer.code) == (409, code)
    assert order_requests.get_order(client, order) == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/reason"),
        ({"refund": True}, "/reason"),
        ({"reason": "bored"}, "/reason"),
        ({"reason": "other"}, "/cancel_reason_details"),
        ({"reason": "other", "cancel_reason_details": None}, "/cancel_reason_details"),
        ({"reason": "other", "cancel_reason_details": ""}, "/cancel_reason_details"),
        ({"reason": "fraud", "refund_amount": 10}, "/refund_amount"),
        ({"reason": "fraud", "refund": False, "refund_amount": 10}, "/refund_amount"),
        ({"reason": "fraud", "refund": True, "refund_amount": 0}, "/refund_amount"),
        ({"reason": "fraud", "refund": True, "refund_amount": -1}, "/refund_amount"),
        ({"reason": "fraud", "refund": True, "refund_amount": 1.005}, "/refund_amount"),
        ({"reason": "fraud", "amount": 10}, "/amount"),
    ],
)
def test_invalid_field_is_422_with_pointer(client: Client, body: dict[str, Any], pointer: str):
    order = order_requests.create_order(client)

    answer = client.post(f"/orders/{order['order_id']}/cancel", body)

    assert answer.status == 422
    assert answer.pointers == [pointer]
    assert order_requests.get_order(client, order) == order


def test_reason_other_is_accepted_with_details(client: Client):
    order = order_requests.create_order(client)

    body = {"reason": "other", "cancel_reason_details": "The bakery burnt down"}
    answer = client.post(f"/orders/{order['order_id']}/cancel", body)

    assert answer.status == 200
    assert answer.json["order"]["cancellation"]["details"] == "The bakery burnt down"


@pytest.mark.parametrize("status", ["pending", "failed", "returned", "cancelled"])
def test_inactive_fulfillments_do_not_prevent_cancel(client: Client, status: str):
    order = with_fulfillments(status)(client)

    answer = client.post(f"/orders/{order['order_id']}/cancel", {"reason": "out_of_stock"})

    assert answer.status == 200
