"""Sequences that occur in real shops, each with the right outcome."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server

ADDRESS = {"line1": "1 Main St", "city": "Springfield", "country_code": "US"}


def thing(id: str, quantity: int, price: float) -> dict[str, Any]:
    return order_requests.line_document(id, f"Thing {id}", quantity, price)


def order_of(client: Client, *items: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Create an order in processing that is paid by card and has neither shipping nor tax."""
    total = sum(each["quantity"] * each["selling_price"] for each in items)
    return order_requests.create_order(
        client,
        **{
            "currency": "USD",
            "status": "processing",
            "items": list(items),
            **dict.fromkeys(["shipping_total", "tax_total", "discount_total"], 0),
            "payment": {"status": "paid", "method": "card", "amount_paid": total},
            "shipping_address": ADDRESS,
            **changes,
        },
    )


def test_six_of_ten_are_shipped_and_four_never_come(client: Client):
    order = order_of(client, thing("l1", 10, 10))
    path = f"/orders/{order['order_id']}"
    parcel = order_requests.create_fulfillment(client, order, ("l1", 6))
    order_requests.update_fulfillment(client, order, parcel, "delivered")
    order_requests.create_refund(client, order, 40)
    order_requests.set_status(client, order, "delivered")
    partial = client.get("/orders?fulfillment_status=partial").json["pagination"]["total"]

    short = {"items": [{"id": "l1", "quantity": 4}], "reason": "out_of_stock", "refund": True}
    answer = client.post(f"{path}/items/cancel", short)

    assert (partial, answer.status) == (1, 200)
    after = order_requests.get_order(client, order)
    assert answer.json == {
        "order": after,
        "refund": None,
        "restocked": [],
        "cancelled_fulfillments": [],
    }
    assert (after["status"], after["fulfillment_status"]) == ("delivered", "fulfilled")
    assert after["financial_status"] == "partially_refunded"
    (line,) = after["items"]
    assert (line["quantity"], line["cancelled_quantity"], line["remaining_quantity"]) == (10, 4, 0)
    sums = {"subtotal": 100, "cancelled": 40, "total": 60, "captured": 100, "refunded": 40}
    assert after["totals"].items() >= {**sums, "balance": 0}.items()
    found = client.get("/orders?fulfillment_status=fulfilled").json["orders"]
    assert [(each["order_id"], each["total"]) for each in found] == [(order["order_id"], 60)]
    assert client.get("/orders?fulfillment_status=partial").json["pagination"]["total"] == 0


def test_a_refunded_order_is_not_shipped(client: Client):
    order = order_of(client, thing("l1", 2, 10))
    path = f"/orders/{order['order_id']}"
    order_requests.create_refund(client, order, 20)
    before = order_requests.get_order(client, order)

    items = [{"id": "l1", "quantity": 1}]
    single = client.post(f"{path}/fulfillments", {"items": items})
    bulk = {"order_ids": [order["order_id"]], "action": "fulfill"}
    several = client.patch("/orders/bulk", bulk).json
    said = client.get(f"{path}/actions").json

    assert (single.status, single.code) == (409, "order_is_refunded")
    assert (several["success"], several["updated_count"]) == (False, 0)
    assert [each["code"] for each in several["failed"]] == ["order_is_refunded"]
    assert (said["fulfill"]["code"], said["cancel"]["allowed"]) == ("order_is_refunded", True)
    assert order_requests.get_order(client, order) == before


def test_cancelling_after_a_partial_refund_refunds_the_rest(client: Client):
    order = order_of(client, thing("l1", 2, 10), thing("l2", 1, 5))
    path = f"/orders/{order['order_id']}"
    order_requests.create_refund(client, order, 10)

    whole = {"reason": "customer_request", "refund": True, "restock": True}
    first, again = (client.post(f"{path}/cancel", whole) for _ in range(2))
    more = client.post(f"{path}/refunds", {"amount": 1})

    assert first.status == 200
    assert first.json["refund"]["amount"] == 15
    units = [(each["id"], each["quantity"]) for each in first.json["restocked"]]
    assert units == [("l1", 2), ("l2", 1)]
    assert (again.status, again.code) == (409, "already_cancelled")
    assert (more.status, more.code) == (409, "payment_not_refundable")
    after = order_requests.get_order(client, order)
    assert (after["status"], after["financial_status"]) == ("cancelled", "refunded")
    assert [each["cause"] for each in after["restocks"]] == ["cancellation"]
    assert (after["totals"]["refunded"], after["totals"]["balance"]) == (25, 0)


@pytest.mark.parametrize("rules", ["open", "forward"])
def test_an_order_whose_parcel_came_back_is_cancelled(server: Server, forward: Server, rules: str):
    client = (forward if rules == "forward" else server).client()
    order = order_of(client, thing("l1", 2, 30))
    path = f"/orders/{order['order_id']}"
    parcel = order_requests.create_fulfillment(client, order, ("l1", 2))
    order_requests.set_status(client, order, "shipped")
    for status in ("in_transit", "returned"):
        order_requests.update_fulfillment(client, order, parcel, status)

    whole = {"reason": "customer_request", "refund": True, "restock": True}
    first, again = (client.post(f"{path}/cancel", whole) for _ in range(2))
    reopened = client.patch(f"{path}/status", {"status": "processing"})
    said = client.get(f"{path}/actions").json

    assert first.status == 200
    assert first.json["refund"]["amount"] == 60
    units = [(each["id"], each["quantity"]) for each in first.json["restocked"]]
    assert units == [("l1", 2)]
    assert (again.code, reopened.code) == ("already_cancelled", "order_is_closed")
    assert said["cancel"]["code"] == said["items_cancel"]["code"] == "already_cancelled"


def test_a_customer_returns_a_delivered_parcel(client: Client):
    """The courier brings nothing back: the customer does, in two parts, one of them damaged."""
    order = order_of(client, thing("l1", 2, 30))
    path = f"/orders/{order['order_id']}"
    parcel = order_requests.create_fulfillment(client, order, ("l1", 2))
    order_requests.update_fulfillment(client, order, parcel, "delivered")
    order_requests.set_status(client, order, "delivered")

    by_courier = client.patch(f"{path}/fulfillments/{parcel['id']}", {"status": "returned"})
    whole = {"reason": "customer_request", "refund": True, "restock": True}
    cancelled = client.post(f"{path}/cancel", whole)
    wanted = {"items": [{"id": "l1", "quantity": 2, "reason": "unwanted"}]}
    return_ = client.post(f"{path}/returns", wanted).json["return"]
    back = f"{path}/returns/{return_['id']}"
    assert client.post(f"{back}/approve", {}).json["order"]["return_status"] == "in_progress"
    parts = [
        client.post(f"{back}/receive", {"items": [{"id": "l1", "quantity": 1, "condition": how}]})
        for how in ("resellable", "damaged")
    ]
    closed = client.post(f"{back}/close", {}).json
    units = {"items": [{"id": "l1", "quantity": 2}], "return_id": return_["id"]}
    refund = client.post(f"{path}/refunds", units).json["refund"]

    assert (by_courier.code, cancelled.code) == ("fulfillment_is_final", "already_delivered")
    assert [part.json["return"]["status"] for part in parts] == ["received", "received"]
    restocked = [[each["cause"] for each in part.json["order"]["restocks"]] for part in parts]
    assert restocked == [["return"], ["return"]]
    assert closed["return"]["items"][0]["received"] == [
        {"quantity": 1, "condition": "resellable", "arrived": True},
        {"quantity": 1, "condition": "damaged", "arrived": True},
    ]
    assert (refund["amount"], refund["return_id"]) == (60, return_["id"])
    after = order_requests.get_order(client, order)
    assert (after["status"], after["fulfillment_status"]) == ("delivered", "fulfilled")
    assert (after["financial_status"], after["return_status"]) == ("refunded", "returned")
    assert (after["totals"]["refunded"], after["totals"]["balance"]) == (60, 0)
    assert after["items"][0]["remaining_quantity"] == 0
    (restock,) = after["restocks"]
    assert [(each["id"], each["quantity"]) for each in restock["items"]] == [("l1", 1)]
    again = client.post(f"{path}/returns", wanted)
    assert (again.status, again.code) == (409, "quantity_exceeds_returnable")


def test_a_refund_goes_back_to_both_tenders(client: Client):
    tenders = [
        {"method": "gift_card", "amount": 4, "reference": "gc_77"},
        {"method": "card", "amount": 6, "reference": "ch_1"},
    ]
    payment = {"status": "paid", "method": "card", "amount_paid": 10, "tenders": tenders}
    order = order_of(client, thing("l1", 1, 10), payment=payment, order_number="F17")
    gift, card = (each["id"] for each in order["payment"]["tenders"])
    path = f"/orders/{order['order_id']}"

    refund = order_requests.create_refund(client, order, 10)
    settled = client.patch(
        f"{path}/refunds/{refund['id']}", {"status": "succeeded", "tender_id": card}
    )
    failed = client.patch(f"{path}/refunds/{refund['id']}", {"status": "failed", "tender_id": gift})

    references = [each["reference"] for each in order["payment"]["tenders"]]
    assert references == ["gc_77", "ch_1"]
    pending = {"tender_id": card, "amount": 6, "status": "pending"}
    assert refund["parts"] == [pending, {"tender_id": gift, "amount": 4, "status": "pending"}]
    assert settled.json["refund"]["status"] == "pending"
    assert settled.json["order"]["totals"]["refunded"] == 10
    parts = [each["status"] for each in failed.json["refund"]["parts"]]
    assert parts == ["succeeded", "failed"]
    assert failed.json["refund"]["status"] == "succeeded"
    assert failed.json["order"]["totals"]["refunded"] == 6
    again = order_requests.create_refund(client, order, 4)
    assert [(each["tender_id"], each["amount"]) for each in again["parts"]] == [(gift, Decimal(4))]
