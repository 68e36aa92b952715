"""Refunds of units, shipping and adjustments.

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

ONE: dict[str, Any] = {"items": [{"id": "iid_001", "quantity": 1}]}
TWO: dict[str, Any] = {"items": [{"id": "iid_001", "quantity": 2}]}


def shipped(client: Client, **changes: Any) -> tuple[dict[str, Any], str]:
    """Create an order that is shipped as a whole; return it and the id of its fulfillment."""
    order = order_requests.create_order(client, **changes)
    parcel = order_requests.create_fulfillment(client, order, ("iid_001", 2), ("iid_002", 1))
    return order_requests.set_status(client, order, "shipped"), parcel["id"]


def refund(client: Client, order: dict[str, Any], query: str = "", **body: Any) -> Answer:
    return client.post(f"/orders/{order['order_id']}/refunds{query}", body)


def test_a_refund_of_a_unit_is_what_it_is_worth(client: Client):
    order, parcel = shipped(client)

    answer = refund(client, order, **ONE, reason="Too salty")

    assert answer.status == 201
    made, after = answer.json["refund"], answer.json["order"]
    assert made == {
        "id": made["id"],
        "amount": WORTH[0],
        "items": [{"id": "iid_001", "quantity": 1, "worth": WORTH[0], "fulfillment_id": parcel}],
        "shipping": 0,
        "adjustment": 0,
        "return_id": None,
        "parts": [],
        "owed": WORTH[0],
        "status": "pending",
        "reason": "Too salty",
        "created_at": after["updated_at"],
    }
    assert after == order_requests.get_order(client, order)
    assert answer.headers["Location"].endswith(f"/refunds/{made['id']}")
    line = order["items"][0] | {"refunded_quantity": 1}
    assert after["items"][0] == line
    assert after["totals"] == order["totals"] | {"refunded": WORTH[0], "balance": 0}
    assert after["fulfillment_status"] == "fulfilled"


def test_refunds_of_everything_add_up_to_the_total(client: Client):
    order, _ = shipped(client)

    parts: list[dict[str, Any]] = [
        {**ONE, "shipping": "10.21"},
        {**ONE},
        {"items": [{"id": "iid_002", "quantity": 1}]},
    ]
    amounts = [refund(client, order, **part).json["refund"]["amount"] for part in parts]

    assert amounts == [Decimal("105.93"), WORTH[1], Decimal("48.34")]
    after = order_requests.get_order(client, order)
    assert (after["totals"]["refunded"], after["totals"]["balance"]) == (250, 0)
    assert after["financial_status"] == "refunded"


def test_an_adjustment_is_added_or_deducted(client: Client):
    order, _ = shipped(client)

    less = refund(client, order, **ONE, adjustment=-15.72)
    more = refund(client, order, adjustment="4.28")

    assert (less.json["refund"]["amount"], less.json["refund"]["adjustment"]) == (
        80,
        Decimal("-15.72"),
    )
    assert more.json["refund"]["amount"] == Decimal("4.28")
    assert more.json["order"]["totals"]["balance"] == 0


def test_the_timeline_has_what_was_credited(client: Client):
    order, _ = shipped(client)

    answer = refund(client, order, **ONE, shipping=5, adjustment=-1)

    data = answer.json["order"]["timeline"][-1]["data"]
    assert data == {
        "refund_id": answer.json["refund"]["id"],
        "items": [{"id": "iid_001", "quantity": 1, "worth": WORTH[0]}],
        "shipping": 5,
        "adjustment": -1,
        "credit": WORTH[0] + 4,
    }


def test_a_dry_run_suggests_the_amount(client: Client):
    order, _ = shipped(client)

    answer = refund(client, order, "?dry_run=true", **TWO, shipping="10.21")

    assert (answer.status, answer.json["refund"]["amount"]) == (200, Decimal("201.66"))
    assert order_requests.get_order(client, order) == order


def test_a_failed_refund_frees_its_units(client: Client):
    order, _ = shipped(client)
    first = refund(client, order, **TWO).json["refund"]
    path = f"/orders/{order['order_id']}/refunds/{first['id']}"

    failed = client.patch(path, {"status": "failed"}).json["order"]
    again = refund(client, order, **TWO)

    assert (failed["items"][0]["refunded_quantity"], failed["totals"]["balance"]) == (0, 0)
    assert again.json["refund"]["amount"] == sum(WORTH)


def test_units_of_an_unpaid_order_lower_its_debt(client: Client):
    order, _ = shipped(client, payment=order_requests.UNPAID)

    answer = refund(client, order, **ONE)

    assert (answer.status, answer.json["refund"]) == (201, None)
    after = answer.json["order"]
    assert after["totals"]["balance"] == 250 - WORTH[0]
    (kept,) = after["payment"]["refunds"]
    assert (kept["amount"], kept["status"], kept["parts"]) == (0, "succeeded", [])
    assert answer.headers["Location"].endswith(f"/refunds/{kept['id']}")
    assert client.get("/refunds?status=pending").json["refunds"] == []


def test_a_line_without_shipping_is_refunded_unshipped(client: Client):
    download = {
        **order_requests.line_document("iid_001", "Recipes", 3, 10),
        "requires_shipping": False,
    }
    payment = {"status": "paid", "method": "card", "amount_paid": 30}
    sums = dict.fromkeys(["shipping_total", "tax_total", "discount_total"], 0)
    order = order_requests.create_order(client, items=[download], payment=payment, **sums)

    answer = refund(client, order, **TWO)
    more = refund(client, order, **TWO)

    (item,) = answer.json["refund"]["items"]
    assert item == {"id": "iid_001", "quantity": 2, "worth": 20, "fulfillment_id": None}
    assert (more.status, more.code) == (409, "units_already_refunded")


def test_the_newest_tender_gets_its_money_back_first(client: Client):
    tenders = [
        {"id": "gift", "method": "gift_card", "amount": 150},
        {"id": "card", "method": "card", "amount": 100},
    ]
    payment = {"status": "paid", "method": "card", "amount_paid": 250, "tenders": tenders}
    order, _ = shipped(client, payment=payment)

    by_rule = refund(client, order, **TWO)
    shares = [{"id": "gift", "amount": "8.34"}, {"id": "card", "amount": 0}]
    zero = refund(client, order, amount="8.34", tenders=shares)
    chosen = refund(client, order, amount="8.34", tenders=shares[:1])

    parts = [(part["tender_id"], part["amount"]) for part in by_rule.json["refund"]["parts"]]
    assert parts == [("card", 100), ("gift", Decimal("91.45"))]
    assert (zero.status, zero.pointers) == (422, ["/tenders/1/amount"])
    assert [part["tender_id"] for part in chosen.json["refund"]["parts"]] == ["gift"]


@pytest.mark.parametrize("key", ["refund-1", None])
def test_a_retry_refunds_once(client: Client, key: str | None):
    order, _ = shipped(client)
    headers = {"Idempotency_Key": key} if key else {}
    path = f"/orders/{order['order_id']}/refunds"

    first, again = (client.post(path, ONE, **headers) for _ in range(2))

    assert (first.body == again.body) is bool(key)
    after = order_requests.get_order(client, order)
    assert after["items"][0]["refunded_quantity"] == (1 if key else 2)
