"""The import recognizes existing orders by their id, or by their number in their store."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.import_export import database, exact_lines, exported, imported
from tests.support import order_requests


def lines(*documents: dict[str, Any]) -> str:
    return "\n".join(json.dumps(order_requests.order_document(**each)) for each in documents)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return database(tmp_path)


def test_lines_without_id_are_recognized_by_their_number(url: str):
    shops = [{"store_id": f"shop_{n}", "order_number": "#1001"} for n in range(3)]

    first = imported(url, lines(*shops))
    again = imported(url, lines(*shops, {"store_id": "shop_0", "order_number": " #1001 "}))

    assert first == (0, ["3 imported, 0 already there, 0 failed"])
    assert again == (0, ["0 imported, 4 already there, 0 failed"])
    found = exact_lines(exported(url))
    assert {each["store_id"] for each in found} == {"shop_0", "shop_1", "shop_2"}
    assert {each["order_number"] for each in found} == {"#1001"}


def test_another_order_with_a_taken_number_fails(url: str):
    taken = {"order_number": "A1"}
    status, said = imported(
        url, lines({"order_id": "a", **taken}, {"order_id": "b", **taken}, {"order_id": "a"})
    )

    assert (status, said[-1]) == (1, "1 imported, 1 already there, 1 failed")
    assert said[0].startswith("line 2: Order number A1 is taken in store store_1")


def test_half_a_unit_is_a_failed_line(url: str):
    half, whole = (
        {"items": [order_requests.line_document("l", "Thing", 1, 250) | {"quantity": quantity}]}
        for quantity in (0.5, 1.0)
    )
    rest = {"shipping_total": 0, "tax_total": 0, "discount_total": 0}
    status, said = imported(url, lines(half | rest, whole | rest))

    assert (status, said[-1]) == (1, "1 imported, 0 already there, 1 failed")
    assert said[0] == "line 1: /items/0/quantity: It must be a whole number, not a fraction."
    assert exact_lines(exported(url))[0]["items"][0]["quantity"] == 1


def test_unknown_values_come_back_from_an_export(url: str, tmp_path: Path):
    """A guest, goods without ids, partial addresses, a former currency, a long product name."""
    line = order_requests.line_document("l", "n" * 500, 1, 250) | {"product_id": None, "sku": None}
    document = {
        "currency": "HRK",
        "customer": {"id": None, "name": "Ana", "company": "Ana & Co.", "language": "hi"},
        "items": [line],
        "shipping_total": 0,
        "tax_total": 0,
        "discount_total": 0,
        "shipping_address": {"line1": "House 5, Road 6", "city": None, "country_code": "XK"},
        "billing_address": {"company": "Ana & Co."},
    }
    assert imported(url, lines(document))[0] == 0
    out = exported(url)
    other = database(tmp_path, "other")

    assert imported(other, out)[0] == 0
    assert exported(other) == out
    (order,) = exact_lines(out)
    assert order["customer"] == {"name": "Ana", "company": "Ana & Co.", "language": "hi"}
    assert (order["items"][0]["name"], order["items"][0].get("sku")) == ("n" * 500, None)
    assert order["billing_address"]["company"] == "Ana & Co."
