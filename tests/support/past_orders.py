"""Generated past orders for import, the same in every run.

They have the fields and cases of the sample that may lie beside this checkout, and more: orders
that are cancelled, refunded, partly shipped, or without an address.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final

_FIRST: Final = datetime(1996, 7, 4, 9, tzinfo=UTC)
_FIRST_NUMBER: Final = 10_248
_CARRIERS: Final = ("United Package", "Federal Shipping", "Speedy Express")
_PRODUCTS: Final = (
    *("Barley Bread", "Smoked Trout", "Pear Jam", "Grüner Käse", "Café Moulu", "Jack's Chowder"),
    *("Óleo de Oliva", "Rye Crackers", "Red Lentils", "Żurek", "Salted Almonds"),
)
_PEOPLE: Final = tuple(
    f"{first} {last}"
    for first, last in product(("Ada", "Björn", "Chloé", "Dario", "Ewa"), ("Lund", "Moreau", "Sá"))
)
_PLACES: Final = (
    # City, state, postal code, country, country code.
    ("Lyon", None, "69001", "France", "FR"),
    ("São Paulo", "SP", "01001-000", "Brazil", "BR"),
    ("Münster", None, "48143", "Germany", "DE"),
    ("Cork", "Co. Cork", None, "Ireland", "IE"),
)
_KINDS: Final = {
    # By position in each group of twenty orders; the others are delivered.
    1: "shipped",
    2: "processing",
    3: "pending",
    4: "confirmed",
    5: "cancelled",
    6: "refunded",
    7: "partly shipped",
    8: "without an address",
}
_STATUSES: Final = {"partly shipped": "processing", "refunded": "delivered"}
_FULFILLED: Final = {"shipped": "in_transit", "partly shipped": "in_transit"}
_NOT_FULFILLED: Final = frozenset({"processing", "pending", "confirmed", "cancelled"})
_UNPAID: Final = frozenset({"pending", "cancelled"})


def past_orders(count: int) -> Iterator[dict[str, Any]]:
    """Return the documents of ``count`` orders, the oldest first. Amounts are floats."""
    for n in range(count):
        yield _order(n, _KINDS.get(n % 20, "delivered"))


def _order(n: int, kind: str) -> dict[str, Any]:
    items = [_line(n, position) for position in range(1, 2 + n * 7 % 5)]
    goods = sum(Decimal(str(each["selling_price"])) * each["quantity"] for each in items)
    shipping = Decimal(n * 373 % 9_000) / 100
    discount = (goods * (n % 3) / 20).quantize(Decimal("0.01"))
    paid = Decimal(0) if kind in _UNPAID else goods + shipping - discount
    created_at = _FIRST + timedelta(days=n * 672 // 250, hours=n % 2)
    carrier, person = _CARRIERS[n * 5 % 3], n * 11 % len(_PEOPLE)
    order: dict[str, Any] = {
        "order_id": f"ord_{_FIRST_NUMBER + n}",
        "order_number": f"{_FIRST_NUMBER + n}",
        "store_id": f"store_{1 + n * 7 % 9}",
        "created_at": _timestamp(created_at),
        "currency": "USD",
        "status": _STATUSES.get(kind, "delivered" if kind == "without an address" else kind),
        "customer": {
            "id": f"cus_{person:05}",
            "name": _PEOPLE[person],
            "email": f"customer-{person}@example.com",
            "phone": f"({person:02}) 555-01{person:02}",
        },
        "items": items,
        "shipping_total": float(shipping),
        "tax_total": 0,
        "discount_total": float(discount),
        "payment": {
            "status": "pending" if kind in _UNPAID else "paid",
            "method": "invoice",
            "amount_paid": float(paid),
        },
        "tags": [carrier.lower().replace(" ", "-")],
    }
    if kind != "without an address":
        order["shipping_address"] = _address(n, order["customer"]["name"])
    if kind == "refunded":
        order["payment"]["refunds"] = [
            {
                "id": f"rfd_{n}",
                "amount": float(shipping),
                "status": "succeeded",
                "created_at": _timestamp(created_at + timedelta(days=20)),
            }
        ]
    if kind not in _NOT_FULFILLED:
        # A partly shipped order keeps its last line.
        shipped = items[:-1] or items if kind == "partly shipped" else items
        order["fulfillments"] = [
            {
                "items": [{"id": each["id"], "quantity": each["quantity"]} for each in shipped],
                "status": _FULFILLED.get(kind, "delivered"),
                "shipping_method": carrier,
                "created_at": _timestamp(created_at + timedelta(days=6, hours=6)),
            }
        ]
    return order


def _line(n: int, position: int) -> dict[str, Any]:
    chosen = (n * 3 + position * 7) % len(_PRODUCTS)
    return {
        "id": f"iid_{position:03}",
        "product_id": f"prd_{chosen}",
        "sku": f"SKU-{chosen:03}",
        "name": _PRODUCTS[chosen],
        "quantity": 1 + (n * 13 + position * 5) % 60,
        "selling_price": float(Decimal(200 + n * 197 % 7_000) / 100),
    }


def _address(n: int, name: str) -> dict[str, Any]:
    city, state, postal_code, country, country_code = _PLACES[n % len(_PLACES)]
    return {
        "type": "OFFICE",
        "name": name,
        "line1": f"{1 + n % 200} Harbour Road",
        "city": city,
        "state": state,
        "postal_code": postal_code,
        "country": country,
        "country_code": country_code,
    }


def _timestamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
