from pathlib import Path

import pytest

from tests.integration.cli.transfers import (
    contains,
    database,
    exact_lines,
    exported,
    imported,
)
from tests.integration.http_client import Client
from tests.integration.server_process import Server, run


@pytest.fixture(scope="module")
def shop(server: Server, northwind: Path) -> Client:
    """The sample data behind the API; it is imported while the server runs."""
    client = server.client()
    ended = run(server.url, "import", str(northwind), "--domain", client.domain_id)
    assert ended.returncode == 0, ended.stderr.decode()
    return client


@pytest.fixture(scope="module")
def export(filled: str) -> bytes:
    """The sample data as it comes out again."""
    return exported(filled)


# Counted in the file itself, with other tools.
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 830),
        ("status=delivered", 791),
        ("status=shipped", 18),
        ("status=processing,pending,confirmed", 21),
        ("payment_status=pending", 9),
        ("financial_status=paid", 821),
        ("financial_status=pending", 9),
        ("fulfillment_status=fulfilled", 809),
        ("fulfillment_status=unfulfilled", 21),
        ("store_id=store_5", 42),
        ("store_id=store_4", 156),
        ("customer_id=cus_VINET", 5),
        ("tag=federal-shipping", 255),
        ("tag=united-package", 326),
        ("date_from=1997-01-01&date_to=1997-12-31", 408),
        ("date_from=1998-05-06&date_to=1998-05-06", 4),
        ("date_from=1998-05-01", 14),
        ("search=102", 52),
        ("search=48", 9),
    ],
)
def test_the_list_finds_as_many_as_the_file_holds(shop: Client, query: str, count: int):
    assert shop.get(f"/orders?limit=1&{query}").json["pagination"]["total"] == count


def test_the_first_the_last_and_the_largest_order_are_where_they_belong(shop: Client):
    def first(query: str) -> tuple[str, str]:
        order = shop.get(f"/orders?limit=1&{query}").json["orders"][0]
        return order["order_number"], str(order["total"])

    assert first("sort_by=created_at&sort_order=asc") == ("10248", "472.38")
    assert first("sort_by=order_number&sort_order=desc")[0] == "11077"
    assert first("sort_by=total&sort_order=desc") == ("10865", "16735.64")


def test_all_pages_together_hold_every_order_once_and_all_the_money(shop: Client):
    pages = [shop.get(f"/orders?limit=100&page={page}").json["orders"] for page in range(1, 10)]

    orders = [order for page in pages for order in page]
    assert len({order["order_id"] for order in orders}) == len(orders) == 830
    assert str(sum(order["total"] for order in orders)) == "1330735.70"


def test_every_value_of_a_line_is_found_in_its_export(export: bytes, northwind: Path):
    sent = {line["order_id"]: line for line in exact_lines(northwind.read_bytes())}

    got = {line["order_id"]: line for line in exact_lines(export)}

    assert len(got) == 830
    assert got.keys() == sent.keys()
    assert [id for id in sent if not contains(got[id], sent[id])] == []


def test_an_export_imports_into_another_database_and_exports_the_same_bytes(
    export: bytes, tmp_path: Path
):
    status, said = imported(database(tmp_path), export)
    again = exported(database(tmp_path))

    assert (status, said[-1]) == (0, "830 imported, 0 already there, 0 failed")
    assert again == export


def test_a_second_import_finds_all_830_already_there_and_changes_nothing(
    filled: str, export: bytes, northwind: Path
):
    status, said = imported(filled, northwind.read_bytes())

    assert (status, said[-1]) == (0, "0 imported, 830 already there, 0 failed")
    assert exported(filled) == export


def test_an_export_has_the_orders_of_its_domain_alone(filled: str):
    assert exported(filled, "dom_2") == b""
