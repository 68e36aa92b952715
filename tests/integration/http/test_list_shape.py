from decimal import Decimal
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

# The keys of the contract's example, and of what other systems tell of an order.
ORDER_KEYS = set(
    "order_id order_number domain_id store_id status payment_status fulfillment_status "
    "financial_status customer currency total item_count tags external_ids ship_by assignee "
    "created_at updated_at version".split()
)


def test_list_entry_matches_the_contract(client: Client):
    order = order_requests.create_order(
        client, order_id="ord_1", tags=["gift", "rush"], created_at="2026-03-01T12:30:00+05:30"
    )
    order_requests.create_fulfillment(client, order)

    [entry] = client.get("/orders").json["orders"]

    assert entry.keys() == ORDER_KEYS
    assert entry == {
        "order_id": "ord_1",
        "order_number": order["order_number"],
        "domain_id": client.domain_id,
        "store_id": "store_1",
        "status": "pending",
        "payment_status": "paid",
        "fulfillment_status": "partial",
        "financial_status": "paid",
        "customer": {"id": "cus_1", "name": "Anjali Patel"},
        "currency": "INR",
        "total": 250,
        "item_count": 2,
        "tags": ["gift", "rush"],
        "external_ids": {},
        "ship_by": None,
        "assignee": None,
        "created_at": "2026-03-01T07:00:00Z",
        "updated_at": order_requests.get_order(client, order)["updated_at"],
        "version": 2,
    }


def test_total_is_an_exact_number(client: Client):
    price = 900_719_925_474.99
    order_requests.create_order(
        client,
        items=[order_requests.line_document("iid_001", "Ring", 1, price)],
        payment=order_requests.UNPAID,
        shipping_total=0,
        tax_total=0,
        discount_total=0,
    )

    answer = client.get("/orders")

    assert answer.json["orders"][0]["total"] == Decimal("900719925474.99")
    assert b'"total":900719925474.99,' in answer.body


def test_page_has_pagination_fields(client: Client):
    for _ in range(3):
        order_requests.create_order(client)

    first = client.get("/orders?limit=2").json["pagination"]
    last = client.get("/orders?limit=2&page=2").json["pagination"]

    assert first.pop("next_cursor")
    assert first == {"page": 1, "limit": 2, "total": 3, "total_pages": 2, "has_next": True}
    assert last == {
        "page": 2,
        "limit": 2,
        "total": 3,
        "total_pages": 2,
        "has_next": False,
        "next_cursor": None,
    }


def test_cursor_page_has_no_page_and_total(client: Client):
    for _ in range(3):
        order_requests.create_order(client)
    cursor = client.get("/orders?limit=1").json["pagination"]["next_cursor"]

    answer = client.get(f"/orders?limit=1&cursor={cursor}").json

    assert answer.keys() == {"orders", "pagination"}
    assert answer["pagination"].keys() == {"limit", "has_next", "next_cursor"}
    assert answer["pagination"]["has_next"] is True


@pytest.mark.parametrize("query", ["", "?page=1000000&limit=100", "?status=pending"])
def test_empty_list_is_a_page(client: Client, query: str):
    answer = client.get(f"/orders{query}")

    assert answer.status == 200
    assert answer.json["orders"] == []
    pagination: dict[str, Any] = answer.json["pagination"]
    assert (pagination["total"], pagination["total_pages"]) == (0, 0)
    assert (pagination["has_next"], pagination["next_cursor"]) == (False, None)


def test_page_beyond_the_last_has_the_total(client: Client):
    order_requests.create_order(client)

    answer = client.get("/orders?page=7").json

    assert answer["orders"] == []
    assert answer["pagination"]["total"] == 1


def test_default_is_page_1_of_20_newest_first(client: Client):
    for day in range(1, 23):
        order_requests.create_order(
            client, order_id=f"ord_{day}", created_at=f"2026-01-{day:02}T00:00:00Z"
        )

    answer = client.get("/orders").json

    assert [order["order_id"] for order in answer["orders"]] == [
        f"ord_{day}" for day in range(22, 2, -1)
    ]
    assert answer["pagination"]["page"] == 1
    assert answer["pagination"]["limit"] == 20
