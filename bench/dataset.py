"""Orders of the benchmark, generated in the same way in every run.

Domains differ widely in size. Statuses, lines per order (1 to 8), orders per customer and product
names are distributed as in the Northwind sample, with more of the values that are rare there.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

LARGEST: Final = "dom_1"
OPEN_ORDERS: Final = 11_000
"""Number of additional pending, paid orders of the largest domain, to be changed."""

_SHARES: Final = (0.6, 0.2, 0.1, 0.05, 0.03, 0.01, 0.007, 0.003)
_STATUSES: Final = {
    "delivered": 0.90,
    "shipped": 0.03,
    "processing": 0.025,
    "pending": 0.025,
    "confirmed": 0.01,
    "cancelled": 0.01,
}
_LINES: Final = {1: 16, 2: 34, 3: 29, 4: 15, 5: 3, 6: 1, 7: 1, 8: 1}
_SHIPPED: Final = {"delivered": "delivered", "shipped": "in_transit"}
_CARRIERS: Final = ("united-package", "federal-shipping", "speedy-express")
_PRODUCTS: Final = ("Chai", "Tofu", "Gudbrandsdalsost", "Raclette Courdavault", "Gorgonzola Telino")
_FIRST: Final = datetime(2024, 1, 1, tzinfo=UTC)
_DAYS: Final = 730
_ORDERS_A_CUSTOMER: Final = 9
_STORES: Final = 9


def domains(size: int) -> dict[str, int]:
    """Return the number of orders of each domain, the largest first."""
    return {f"dom_{n}": int(size * share) for n, share in enumerate(_SHARES, start=1)}


def open_order_ids(count: int = OPEN_ORDERS) -> list[str]:
    """Return the ids of the orders for changes."""
    return [f"ord_open_{n}" for n in range(count)]


def write(folder: Path, size: int) -> dict[str, Path]:
    """Write each domain's orders as JSON Lines, and return the files by domain."""
    files = {domain: folder / f"{domain}.jsonl" for domain in domains(size)}
    for seed, (domain, count) in enumerate(domains(size).items()):
        _write(files[domain], _orders(Random(seed), count))
    return files


def write_open_orders(folder: Path, count: int = OPEN_ORDERS) -> Path:
    """Write the orders for changes."""
    random = Random(len(_SHARES))
    file = folder / "open.jsonl"
    _write(
        file,
        (
            _order(random, order_id, count, "pending") | {"order_number": f"OPEN-{n}"}
            for n, order_id in enumerate(open_order_ids(count))
        ),
    )
    return file


def _write(file: Path, orders: Iterator[dict[str, Any]]) -> None:
    with file.open("wb") as lines:
        lines.writelines(msgspec.json.encode(order) + b"\n" for order in orders)


def _orders(random: Random, count: int) -> Iterator[dict[str, Any]]:
    statuses = random.choices(list(_STATUSES), list(_STATUSES.values()), k=count)
    for n, status in enumerate(statuses):
        yield _order(random, f"ord_{n}", count, status) | {"order_number": str(100_000 + n)}


def _order(random: Random, order_id: str, among: int, status: str) -> dict[str, Any]:
    created = _FIRST + timedelta(seconds=random.randrange(_DAYS * 86_400))
    moved = created + timedelta(seconds=random.randrange(86_400 * 10))
    # Few customers have many orders, most have few.
    customer = int((among // _ORDERS_A_CUSTOMER + 1) * random.random() ** 2)
    (lines,) = random.choices(list(_LINES), list(_LINES.values()))
    items = [_line(random, n) for n in range(1, lines + 1)]
    carrier = random.choice(_CARRIERS)
    tags = [carrier] + ["gift"] * (random.random() < 0.05) + ["vip"] * (random.random() < 0.001)
    total = sum(item["quantity"] * round(item["selling_price"] * 100) for item in items) / 100
    order = {
        "order_id": order_id,
        "store_id": f"store_{int(_STORES * random.random() ** 1.5) + 1}",
        "created_at": created,
        "updated_at": moved,
        "currency": "USD",
        "status": status,
        "customer": {
            "id": f"cus_{customer}",
            "name": f"Customer {customer}",
            "email": f"customer-{customer}@example.com",
            "phone": "+4915112345678",
        },
        "items": items,
        "shipping_total": 0,
        "tax_total": 0,
        "discount_total": 0,
        "payment": {"status": "paid", "method": "invoice", "amount_paid": total},
        "shipping_address": {
            "line1": f"{customer % 200} Main Street",
            "city": "Reims",
            "postal_code": "51100",
            "country_code": "FR",
        },
        "tags": tags,
    }
    if status in _SHIPPED:
        order["fulfillments"] = [
            {
                "items": [{"id": item["id"], "quantity": item["quantity"]} for item in items],
                "status": _SHIPPED[status],
                "shipping_method": carrier,
                "awb": f"1Z{order_id}",
                "created_at": moved,
            }
        ]
    return order


def _line(random: Random, position: int) -> dict[str, Any]:
    product = random.randrange(77)
    return {
        "id": f"iid_{position:03}",
        "product_id": f"prd_{product}",
        "sku": f"NW-{product:03}",
        "name": _PRODUCTS[product % len(_PRODUCTS)],
        "quantity": random.randint(1, 40),
        "selling_price": random.randint(200, 9_900) / 100,
    }
