from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row

from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Client


def facts(row: Row[Any]) -> tuple[object, ...]:
    return row.order_id, row.refund_id, row.amount, row.currency


def refunds_after_delivery(client: Client, stored: DomainRows) -> list[Row[Any]]:
    """Return the refunds due after all refund requests are delivered."""
    assert stored.delivered(client.domain_id)
    return stored.refunds_due(client.domain_id)


def test_refund_is_due_soon_after_its_request(client: Client, stored: DomainRows):
    order = order_requests.create_order(client)
    made = order_requests.create_refund(client, order, 66.17)

    [due] = refunds_after_delivery(client, stored)

    assert facts(due) == (order["order_id"], made["id"], 661_700, "INR")
    assert abs(datetime.now(UTC) - due.due_since) < timedelta(minutes=1)


def test_refund_of_a_cancellation_is_due(client: Client, stored: DomainRows):
    order = order_requests.create_order(client)
    body = {"reason": "fraud", "refund": True}
    made = client.post(f"/orders/{order['order_id']}/cancel", body).json["refund"]

    [due] = refunds_after_delivery(client, stored)

    assert facts(due) == (order["order_id"], made["id"], 2_500_000, "INR")


def test_each_refund_is_due_once_and_pending(client: Client, stored: DomainRows):
    order = order_requests.create_order(client)
    made = [order_requests.create_refund(client, order, amount) for amount in (1, 2, 3)]

    due = refunds_after_delivery(client, stored)

    assert sorted(row.refund_id for row in due) == sorted(each["id"] for each in made)
    after = order_requests.get_order(client, order)
    assert [each["status"] for each in after["payment"]["refunds"]] == ["pending"] * 3
    assert after["version"] == 4


def test_refund_message_has_the_refunds_id(client: Client, stored: DomainRows):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}/refunds"
    made = client.post(path, {"amount": 66.17, "reason": "Burnt"}).json["refund"]

    [message] = stored.messages(client.domain_id, "payment")

    assert (message.message_id, message.order_id) == (made["id"], order["order_id"])
    assert (message.version, message.about) == (2, "order.refund_created")
    expected = {"amount": made["amount"], "currency": "INR", "reason": "Burnt"}
    assert message.data == expected


@pytest.mark.parametrize("amount", [0, 251, "x"])
def test_refused_refund_creates_no_request(client: Client, stored: DomainRows, amount: Any):
    order = order_requests.create_order(client)
    client.post(f"/orders/{order['order_id']}/refunds", {"amount": amount})
    made = order_requests.create_refund(client, order, 1)

    # A later request is delivered, so a request of the refused refund would be, too.
    [due] = refunds_after_delivery(client, stored)

    assert due.refund_id == made["id"]


@pytest.mark.parametrize("status", ["succeeded", "failed"])
def test_settled_refund_is_not_due(client: Client, stored: DomainRows, status: str):
    order = order_requests.create_order(client)
    made, other = (order_requests.create_refund(client, order, amount) for amount in (1, 2))
    assert len(refunds_after_delivery(client, stored)) == 2

    settled(client, order, made, status)

    assert [row.refund_id for row in refunds_after_delivery(client, stored)] == [other["id"]]


def test_refund_settled_first_is_never_due(client: Client, stored: DomainRows):
    """The request may be delivered before, while or after the refund is settled."""
    order = order_requests.create_order(client)
    for amount in range(1, 6):
        settled(client, order, order_requests.create_refund(client, order, amount), "failed")

    assert refunds_after_delivery(client, stored) == []


def settled(client: Client, order: dict[str, Any], refund: dict[str, Any], status: str) -> None:
    """Record the outcome of a refund."""
    path = f"/orders/{order['order_id']}/refunds/{refund['id']}"
    assert client.patch(path, {"status": status}).status == 200
