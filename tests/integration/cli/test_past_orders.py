"""A file of past orders is imported, found by every filter, and exported unchanged."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from tests.integration.cli.import_export import (
    contains,
    database,
    exact_lines,
    exported,
    imported,
)
from tests.support.http_client import Client
from tests.support.server_process import Server, run

Order: TypeAlias = dict[str, Any]


@pytest.fixture(scope="module")
def lines(past_orders: Path) -> list[Order]:
    """The orders in the file."""
    return exact_lines(past_orders.read_bytes())


@pytest.fixture(scope="module")
def shop(server: Server, past_orders: Path) -> Client:
    """A client of a server that the orders are imported into while it runs."""
    client = server.client()
    ended = run(server.url, "import", str(past_orders), "--domain", client.domain_id)
    assert ended.returncode == 0, ended.stderr.decode()
    return client


@pytest.fixture(scope="module")
def export(filled: str) -> bytes:
    """The export of the imported orders."""
    return exported(filled)


def units(parts: Iterable[Any]) -> Decimal:
    return sum((part["quantity"] for part in parts), Decimal(0))


def unfulfilled(order: Order) -> Decimal:
    sent = (units(each["items"]) for each in order.get("fulfillments", []))
    return units(order["items"]) - sum(sent, Decimal(0))


def total(order: Order) -> Decimal:
    goods = (each["quantity"] * each["selling_price"] for each in order["items"])
    taken = order["shipping_total"] + order["tax_total"] - order["discount_total"]
    return Decimal(sum(goods) + taken)


def is_between(first: str, last: str) -> Callable[[Order], bool]:
    return lambda order: first <= order["created_at"][:10] <= last


FOUND: dict[str, Callable[[Order], bool]] = {
    "": lambda _: True,
    "status=delivered": lambda order: order["status"] == "delivered",
    "status=shipped": lambda order: order["status"] == "shipped",
    "status=processing,pending,confirmed": lambda order: (
        order["status"] in {"processing", "pending", "confirmed"}
    ),
    "payment_status=pending": lambda order: order["payment"]["status"] == "pending",
    "financial_status=paid": lambda order: (
        order["payment"]["status"] == "paid" and "refunds" not in order["payment"]
    ),
    "financial_status=pending": lambda order: order["payment"]["status"] == "pending",
    "fulfillment_status=fulfilled": lambda order: unfulfilled(order) == 0,
    "fulfillment_status=unfulfilled": lambda order: "fulfillments" not in order,
    "fulfillment_status=partial": lambda order: "fulfillments" in order and unfulfilled(order) > 0,
    "store_id=store_5": lambda order: order["store_id"] == "store_5",
    "store_id=store_4": lambda order: order["store_id"] == "store_4",
    "tag=federal-shipping": lambda order: order["tags"] == ["federal-shipping"],
    "tag=united-package": lambda order: order["tags"] == ["united-package"],
    "date_from=1997-01-01&date_to=1997-12-31": is_between("1997-01-01", "1997-12-31"),
    "date_from=1998-05-04&date_to=1998-05-04": is_between("1998-05-04", "1998-05-04"),
    "date_from=1998-05-01": is_between("1998-05-01", "9999-12-31"),
    "search=102": lambda order: (
        order["order_number"].startswith("102") or order["order_number"].endswith("102")
    ),
    "search=48": lambda order: (
        order["order_number"].startswith("48") or order["order_number"].endswith("48")
    ),
}


@pytest.mark.parametrize("query", FOUND)
def test_each_filter_finds_as_many_as_the_file_has(shop: Client, lines: list[Order], query: str):
    expected = sum(FOUND[query](line) for line in lines)

    assert shop.get(f"/orders?limit=1&{query}").json["pagination"]["total"] == expected


def test_customer_id_finds_the_orders_of_a_customer(shop: Client, lines: list[Order]):
    customer_id = lines[0]["customer"]["id"]
    expected = sum(line["customer"]["id"] == customer_id for line in lines)

    found = shop.get(f"/orders?limit=1&customer_id={customer_id}").json["pagination"]["total"]

    assert found == expected > 1


def test_sorting_finds_the_first_last_and_largest_order(shop: Client, lines: list[Order]):
    def first(query: str) -> Order:
        order: Order = shop.get(f"/orders?limit=1&{query}").json["orders"][0]
        return order

    oldest = min(lines, key=lambda line: (line["created_at"], line["order_id"]))
    largest = max(lines, key=total)
    assert first("sort_by=created_at&sort_order=asc")["order_id"] == oldest["order_id"]
    assert first("sort_by=order_number&sort_order=desc")["order_number"] == max(
        line["order_number"] for line in lines
    )
    found = first("sort_by=total&sort_order=desc")
    assert (found["order_id"], found["total"]) == (largest["order_id"], total(largest))


def test_all_pages_have_every_order_once_and_the_full_total(shop: Client, lines: list[Order]):
    numbers = range(1, 2 + len(lines) // 100)
    pages = [shop.get(f"/orders?limit=100&page={page}").json["orders"] for page in numbers]

    orders = [order for page in pages for order in page]
    assert len({order["order_id"] for order in orders}) == len(orders) == len(lines)
    assert sum(order["total"] for order in orders) == sum(map(total, lines))


def test_an_export_has_every_value_of_the_import(export: bytes, lines: list[Order]):
    sent = {line["order_id"]: line for line in lines}

    got = {line["order_id"]: line for line in exact_lines(export)}

    assert len(got) == len(lines)
    assert got.keys() == sent.keys()
    assert [id for id in sent if not contains(got[id], sent[id])] == []


def test_an_export_can_be_imported_into_another_database(
    export: bytes, lines: list[Order], tmp_path: Path
):
    status, said = imported(database(tmp_path), export)
    again = exported(database(tmp_path))

    assert (status, said[-1]) == (0, f"{len(lines)} imported, 0 already there, 0 failed")
    assert again == export


def test_a_second_import_changes_nothing(
    filled: str, export: bytes, past_orders: Path, lines: list[Order]
):
    status, said = imported(filled, past_orders.read_bytes())

    assert (status, said[-1]) == (0, f"0 imported, {len(lines)} already there, 0 failed")
    assert exported(filled) == export


def test_an_export_has_only_the_orders_of_its_domain(filled: str):
    assert exported(filled, "dom_2") == b""
