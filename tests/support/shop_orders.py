"""Orders as shops have them, each with a trait that simple order models refuse."""

from typing import Any, Final

from attrs import frozen

_LONG_NAME: Final = "Reversible picnic blanket with carrying straps, " * 5


@frozen
class ShopOrder:
    """An order document, and parts of the detail that it must lead to."""

    document: dict[str, Any]
    detail: dict[str, Any]


def shop_order(number: str, **changes: Any) -> dict[str, Any]:
    """Return the document of a paid order of one candle for 12 EUR."""
    return {
        "order_number": number,
        "store_id": "shop_eu",
        "currency": "EUR",
        "status": "processing",
        "customer": {"id": "cus_71", "name": "Nora Example", "email": "nora@shop.example"},
        "items": [candle()],
        "shipping_total": 0,
        "tax_total": 0,
        "discount_total": 0,
        "payment": paid(12),
        "shipping_address": {"line1": "7 Quay Street", "city": "Galway", "country_code": "IE"},
    } | changes


def candle(**changes: Any) -> dict[str, Any]:
    """Return a line of one candle for 12."""
    return {
        "id": "1",
        "product_id": "prd_candle",
        "sku": "CANDLE",
        "name": "Beeswax candle",
        "quantity": 1,
        "selling_price": 12,
    } | changes


def paid(amount: float, **more: Any) -> dict[str, Any]:
    """Return a payment by card."""
    return {"status": "paid", "method": "card", "amount_paid": amount, **more}


_TENDERS: Final = [
    {"method": "gift_card", "amount": 4.5, "reference": "GC-4417"},
    {"method": "card", "amount": 7.5, "reference": "ch_8Yk2"},
]

SHOP_ORDERS: Final = {
    "paid one cent over": ShopOrder(
        shop_order("S-1", items=[candle(quantity=3, selling_price=41.11)], payment=paid(123.34)),
        {
            "totals": {"total": 123.33, "captured": 123.34, "balance": -0.01},
            "financial_status": "paid",
        },
    ),
    "same number, first store": ShopOrder(
        shop_order("#1001", store_id="shop_at"), {"order_number": "#1001", "store_id": "shop_at"}
    ),
    "same number, second store": ShopOrder(
        shop_order("#1001", store_id="shop_be"), {"order_number": "#1001", "store_id": "shop_be"}
    ),
    "no SKU": ShopOrder(
        shop_order(
            "S-2",
            customer={"id": None, "name": "Nora Example"},
            items=[candle(product_id=None, sku=None)],
        ),
        {
            "customer": {"id": None, "name": "Nora Example"},
            "items": [{"product_id": None, "sku": None, "name": "Beeswax candle"}],
        },
    ),
    "ids of another system": ShopOrder(
        shop_order(
            "S-3",
            customer={"id": "gid://shop/Customer/71", "name": "Nora Example"},
            items=[candle(product_id="gid://shop/Product/8 blue", sku="Kerze groß / Ø 7 cm")],
        ),
        {
            "customer": {"id": "gid://shop/Customer/71"},
            "items": [{"product_id": "gid://shop/Product/8 blue", "sku": "Kerze groß / Ø 7 cm"}],
        },
    ),
    "two tenders with references": ShopOrder(
        shop_order("S-4", payment=paid(12, tenders=_TENDERS)),
        {"payment": {"tenders": _TENDERS}, "totals": {"captured": 12, "balance": 0}},
    ),
    "unit price of six decimals": ShopOrder(
        # 21 % of 8.264463 is 1.73553723, so that the price with tax is 10.
        shop_order("S-5", items=[candle(selling_price=8.264463)], tax_total=1.74, payment=paid(10)),
        {
            "items": [{"selling_price": 8.264463, "total": 8.26}],
            "totals": {"subtotal": 8.26, "tax": 1.74, "total": 10},
            "financial_status": "paid",
        },
    ),
    "kuna": ShopOrder(
        shop_order("S-6", currency="HRK", created_at="2022-10-05T08:00:00Z"),
        {"currency": "HRK", "created_at": "2022-10-05T08:00:00Z"},
    ),
    "lev": ShopOrder(
        shop_order("S-7", currency="BGN", created_at="2025-10-05T08:00:00Z"),
        {"currency": "BGN", "created_at": "2025-10-05T08:00:00Z"},
    ),
    "Kosovo": ShopOrder(
        shop_order(
            "S-8",
            shipping_address={"line1": "Rr. Shembull 9", "city": "Prizren", "country_code": "XK"},
        ),
        {"shipping_address": {"city": "Prizren", "country_code": "XK"}},
    ),
    "line name over 200": ShopOrder(
        shop_order("S-9", items=[candle(name=_LONG_NAME)]), {"items": [{"name": _LONG_NAME}]}
    ),
    "address without a city": ShopOrder(
        shop_order(
            "S-10",
            shipping_address={"line1": "House 12, Road 3", "city": None, "country_code": "BD"},
        ),
        {"shipping_address": {"line1": "House 12, Road 3", "city": None, "country_code": "BD"}},
    ),
    "address of a country alone": ShopOrder(
        shop_order("S-11", shipping_address={"country_code": "PT"}),
        {"shipping_address": {"line1": None, "city": None, "country_code": "PT"}},
    ),
    "whole units as decimals": ShopOrder(
        shop_order("S-12", items=[candle(quantity=2.0, selling_price=6)]),
        {"items": [{"quantity": 2, "total": 12}]},
    ),
}
"""The orders by what is special about them. Amounts are floats."""
