"""Orders with exact prices, discounts, taxes and adjustments, as they are sent and shown."""

from decimal import Decimal
from typing import Any

from tests.support import order_requests
from tests.support.http_client import Client, exact


def line(price: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return {**order_requests.line_document("iid_001", "Thing", quantity, 0), **more} | {
        "selling_price": price
    }


def created(client: Client, **changes: Any) -> dict[str, Any]:
    sums = {"shipping_total": 0, "tax_total": 0, "discount_total": 0, "currency": "EUR"}
    unpaid = {"payment": order_requests.UNPAID}
    order = order_requests.create_order(client, **(sums | unpaid | changes))
    shown: dict[str, Any] = client.get(f"/orders/{order['order_id']}").json
    assert shown == order
    return shown


def test_a_price_of_six_decimals_is_kept(client: Client):
    paid = {"status": "paid", "method": "card", "amount_paid": 15}

    order = created(client, items=[line("12.396694")], tax_total=2.6, payment=paid)

    assert order["items"][0]["selling_price"] == Decimal("12.396694")
    assert order["items"][0]["total"] == Decimal("12.4")
    assert order["totals"]["total"] == order["totals"]["captured"] == 15
    assert order["financial_status"] == "paid"


def test_a_price_may_have_more_decimals_than_its_currency(client: Client):
    order = created(client, items=[line("0.5", 3)], currency="JPY")

    assert order["items"][0]["selling_price"] == Decimal("0.5")
    assert order["totals"]["total"] == 2


def test_all_parts_of_the_total_are_shown(client: Client):
    parts = {
        "items": [line("10.125", 2, discount=0.25, tax="1.90")],
        "shipping_total": 5,
        "tax_total": 3,
        "discount_total": 1,
        "tax_lines": [{"title": "VAT", "rate": 0.190, "amount": "3.00"}],
        "adjustments": [
            {"kind": "tip", "label": "For the rider", "amount": 2},
            {"kind": "rounding", "amount": -0.02},
        ],
    }

    order = created(client, **parts)

    assert (order["items"][0]["discount"], order["items"][0]["tax"]) == (
        Decimal("0.25"),
        Decimal("1.9"),
    )
    assert order["items"][0]["total"] == 20
    assert order["tax_lines"] == exact([{"title": "VAT", "rate": 0.19, "amount": 3}])
    assert order["adjustments"] == exact(
        [
            {"kind": "tip", "label": "For the rider", "amount": 2},
            {"kind": "rounding", "label": None, "amount": -0.02},
        ]
    )
    assert order["prices_include_tax"] is False
    totals = order["totals"]
    assert (totals["subtotal"], totals["adjustments"]) == (20, Decimal("1.98"))
    assert totals["total"] == Decimal("28.98")


def test_included_tax_is_not_added(client: Client):
    order = created(client, items=[line("11.90")], tax_total=1.9, prices_include_tax=True)

    assert order["prices_include_tax"] is True
    assert (order["totals"]["tax"], order["totals"]["total"]) == (
        Decimal("1.9"),
        Decimal("11.9"),
    )
