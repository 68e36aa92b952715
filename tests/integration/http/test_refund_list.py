"""GET …/refunds: the list for paying refunds by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.integration.http.test_refunds_due import settled
from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client, exact

KEYS = set(
    "id order_id order_number amount currency parts reason status created_at due_since".split()
)


def listed(client: Client, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"/refunds{query}")
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.json["refunds"]
    return found


def ids(refunds: list[dict[str, Any]]) -> list[str]:
    return [refund["id"] for refund in refunds]


def test_pending_refund_is_listed_with_its_order(client: Client, stored: DomainRows):
    order = order_requests.create_order(client, order_number="A-1042")
    path = f"/orders/{order['order_id']}/refunds"
    made = client.post(path, {"amount": 66.17, "reason": "Burnt"}).json["refund"]
    assert stored.delivered(client.domain_id)

    [entry] = listed(client, "?status=pending")

    assert entry.keys() == KEYS
    due_since = datetime.fromisoformat(entry.pop("due_since"))
    assert abs(datetime.now(UTC) - due_since) < timedelta(minutes=1)
    assert entry == exact(
        {
            "id": made["id"],
            "order_id": order["order_id"],
            "order_number": "A-1042",
            "amount": 66.17,
            "currency": "INR",
            "parts": [],
            "reason": "Burnt",
            "status": "pending",
            "created_at": made["created_at"],
        }
    )


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "1200"), ("KWD", "0.125")])
def test_refund_amount_is_a_plain_number(client: Client, currency: str, amount: str):
    nothing = {"shipping_total": 0, "tax_total": 0, "discount_total": 0}
    order = order_requests.create_order(
        client,
        currency=currency,
        items=[order_requests.line_document("iid_001", "Ring", 1, 2000)],
        payment={"status": "paid", "method": "card", "amount_paid": 2000},
        **nothing,
    )
    order_requests.create_refund(client, order, float(amount))

    answer = client.get("/refunds?status=pending")

    assert f'"amount":{amount},"currency":"{currency}"'.encode() in answer.body
    assert answer.json["refunds"][0]["amount"] == Decimal(amount)


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_settled_refund_is_not_listed_as_pending(client: Client, stored: DomainRows, status: str):
    order = order_requests.create_order(client)
    made, other = (order_requests.create_refund(client, order, amount) for amount in (1, 2))
    assert stored.delivered(client.domain_id)

    settled(client, order, made, status)

    assert ids(listed(client, "?status=pending")) == [other["id"]]
    [entry] = listed(client, f"?status={status}")
    assert (entry["id"], entry["status"], entry["due_since"]) == (made["id"], status, None)


def test_all_refunds_are_listed_without_status(client: Client):
    order = order_requests.create_order(client)
    made = [order_requests.create_refund(client, order, amount) for amount in (1, 2, 3)]
    settled(client, order, made[0], "succeeded")
    settled(client, order, made[1], "failed")

    assert ids(listed(client)) == ids(made)
    assert ids(listed(client, "?status=pending,failed")) == ids(made[1:])


def test_cursor_visits_all_refunds(client: Client):
    order = order_requests.create_order(client)
    made = [order_requests.create_refund(client, order, amount) for amount in range(1, 6)]
    pages: list[Answer] = []
    query = "limit=2"

    while not pages or pages[-1].json["pagination"]["has_next"]:
        pages.append(client.get(f"/refunds?{query}"))
        query = f"limit=2&cursor={pages[-1].json['pagination']['next_cursor']}"

    assert [ids(page.json["refunds"]) for page in pages] == [
        ids(made[n : n + 2]) for n in range(0, 6, 2)
    ]
    assert pages[-1].json["pagination"] == {"limit": 2, "has_next": False, "next_cursor": None}


def test_empty_list_is_a_page(client: Client):
    answer = client.get("/refunds")

    assert (answer.status, answer.json["refunds"]) == (200, [])
    assert answer.json["pagination"] == {"limit": 20, "has_next": False, "next_cursor": None}


def test_repeated_status_is_one_list(client: Client):
    order = order_requests.create_order(client)
    assert client.post(f"/orders/{order['order_id']}/refunds", {"amount": 1}).status == 201

    assert len(listed(client, "?status=pending&status=failed")) == 1
    assert listed(client, "?status=succeeded&status=failed") == []
