"""Cancellations of units of an order.

The order of the tests is worth 250. Its first line (2 units) is worth 191.45: 200, less 12.57 of
the discount, plus 4.02 of the tax. Its second line is worth 48.34, and shipping 10.21.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Answer, Client

WORTH = [Decimal("95.72"), Decimal("95.73")]
"""The first and the second unit of the first line: half of 191.45, rounded half to even."""


def cancel_items(
    client: Client, order: dict[str, Any], *units: tuple[str, int], **more: Any
) -> Answer:
    items = [{"id": id, "quantity": quantity} for id, quantity in units or [("iid_001", 1)]]
    body = {"items": items, "reason": "out_of_stock", **more}
    return client.post(f"/orders/{order['order_id']}/items/cancel", body)


def test_cancelled_units_lower_the_total(client: Client):
    order = order_requests.create_order(client)

    answer = cancel_items(client, order)

    assert answer.status == 200
    assert answer.json["refund"] is None
    after = order_requests.get_order(client, order)
    assert answer.json["order"] == after
    assert (after["version"], answer.headers["ETag"]) == (2, '"2"')
    line = after["items"][0]
    assert line == order["items"][0] | {
        "cancelled_quantity": 1,
        "cancelled_worth": WORTH[0],
        "set_aside_quantity": 1,
        "remaining_quantity": 1,
    }
    changed = {"cancelled": WORTH[0], "total": 250 - WORTH[0], "balance": -WORTH[0]}
    assert after["totals"] == order["totals"] | changed
    kept = order.keys() - {"version", "updated_at", "timeline", "items", "totals"}
    assert {name: after[name] for name in kept} == {name: order[name] for name in kept}


def test_the_parts_of_a_line_add_up_to_its_worth(client: Client):
    order = order_requests.create_order(client)

    answers = [cancel_items(client, order, refund=True) for _ in range(2)]

    assert [answer.json["refund"]["amount"] for answer in answers] == WORTH
    after = answers[1].json["order"]
    assert after["totals"]["cancelled"] == Decimal("191.45")
    assert (after["totals"]["total"], after["totals"]["balance"]) == (Decimal("58.55"), 0)
    assert after["items"][0]["remaining_quantity"] == 0


def test_the_change_is_on_the_timeline(client: Client):
    order = order_requests.create_order(client)

    answer = cancel_items(client, order, refund=True, restock=True, notify_customer=True)

    entry = answer.json["order"]["timeline"][-1]
    assert (entry["type"], entry["version"]) == ("order.items_cancelled", 2)
    units = {"id": "iid_001", "sku": "SKU-iid_001", "quantity": 1}
    assert entry["data"] == {
        "reason": "out_of_stock",
        "refund_id": answer.json["refund"]["id"],
        "restock": True,
        "items": [{"id": "iid_001", "quantity": 1, "worth": WORTH[0]}],
        "restocked_items": [units],
    }
    assert answer.json["restocked"] == [units]
    (restock,) = answer.json["order"]["restocks"]
    assert (restock["cause"], restock["cause_id"]) == ("items_cancelled", entry["id"])


def test_restocked_units_are_not_restocked_again(client: Client):
    order = order_requests.create_order(client)
    cancel_items(client, order, restock=True)
    kept = cancel_items(client, order).json["order"]["items"][0]

    cancelled = client.post(
        f"/orders/{order['order_id']}/cancel", {"reason": "fraud", "restock": True}
    )

    assert (kept["restock_requested_quantity"], kept["set_aside_quantity"]) == (1, 1)
    assert [each["id"] for each in cancelled.json["restocked"]] == ["iid_002"]


@pytest.mark.parametrize("payment", [order_requests.UNPAID, order_requests.AUTHORIZED])
def test_an_unpaid_order_has_nothing_to_refund(client: Client, payment: dict[str, Any]):
    order = order_requests.create_order(client, payment=payment)

    answer = cancel_items(client, order, refund=True)

    assert (answer.status, answer.json["refund"]) == (200, None)
    assert answer.json["order"]["totals"]["balance"] == 250 - WORTH[0]
    assert answer.json["order"]["payment_status"] == payment["status"]


def test_another_amount_is_refunded_if_asked(client: Client):
    order = order_requests.create_order(client)

    answer = cancel_items(client, order, refund=True, refund_amount=100)

    refund, totals = answer.json["refund"], answer.json["order"]["totals"]
    assert (refund["amount"], refund["owed"]) == (100, WORTH[0])
    assert (totals["refunded"], totals["balance"]) == (100, 0)


def test_a_partly_shipped_order_becomes_fulfilled(client: Client):
    order = order_requests.create_order(client)
    order_requests.create_fulfillment(client, order, ("iid_001", 1), ("iid_002", 1))

    answer = cancel_items(client, order)

    assert answer.json["order"]["fulfillment_status"] == "fulfilled"


def test_bulk_cancels_all_that_remains(client: Client):
    half, whole, all_shipped = (order_requests.create_order(client) for _ in range(3))
    order_requests.create_fulfillment(client, half, ("iid_001", 1))
    order_requests.create_fulfillment(client, all_shipped, ("iid_001", 2), ("iid_002", 1))
    ids = [each["order_id"] for each in (half, whole, all_shipped)]

    data = {"reason": "other", "cancel_reason_details": "Flooded", "refund": True, "restock": True}
    answer = client.patch(
        "/orders/bulk", {"order_ids": ids, "action": "items_cancel", "data": data}
    )

    assert answer.json["updated_orders"] == [half["order_id"]]
    failed = {each["order_id"]: each["code"] for each in answer.json["failed"]}
    assert failed == {ids[1]: "nothing_would_remain", ids[2]: "nothing_to_cancel"}
    after = order_requests.get_order(client, half)
    assert after["fulfillment_status"] == "fulfilled"
    assert [line["cancelled_quantity"] for line in after["items"]] == [1, 1]
    assert after["totals"]["refunded"] == after["totals"]["cancelled"] == Decimal("144.06")


def test_a_cancellation_of_units_is_retried_safely(client: Client):
    order = order_requests.create_order(client)
    body = {"items": [{"id": "iid_001", "quantity": 1}], "reason": "fraud", "refund": True}
    path = f"/orders/{order['order_id']}/items/cancel"

    first, again = (client.post(path, body, Idempotency_Key="short-1") for _ in range(2))

    assert first.body == again.body
    assert again.headers["Idempotent-Replayed"] == "true"
    assert order_requests.get_order(client, order)["version"] == 2
