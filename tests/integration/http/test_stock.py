"""Situations of real shops: cancellation and restocking of orders in transit."""

from typing import Any

import pytest

from tests.support import order_requests
from tests.support.domain_rows import DomainRows
from tests.support.http_client import Answer, Client
from tests.support.server_process import Server

ITEMS = [order_requests.line_document("l1", "Thing 1", 2, 30)]
PLAIN = {
    "items": ITEMS,
    "shipping_total": 0,
    "tax_total": 0,
    "discount_total": 0,
    "payment": {"status": "paid", "method": "card", "amount_paid": 60},
}
ALL = [{"id": "l1", "sku": "SKU-l1", "quantity": 2}]


def shipped(client: Client) -> tuple[dict[str, Any], dict[str, Any]]:
    """Create a shipped order with one parcel of both units in transit; return both."""
    order = order_requests.create_order(client, status="processing", **PLAIN)
    parcel = order_requests.create_fulfillment(client, order, ("l1", 2))
    order_requests.set_status(client, order, "shipped")
    order_requests.update_fulfillment(client, order, parcel, "in_transit")
    return order, parcel


def cancel(client: Client, order: dict[str, Any]) -> Answer:
    body = {"reason": "customer_request", "refund": True, "restock": True}
    return client.post(f"/orders/{order['order_id']}/cancel", body)


def ledger(stored: DomainRows, client: Client) -> list[tuple[str, str, str, int]]:
    rows = stored.restocks(client.domain_id)
    return [(row.cause, row.cause_id, row.line_id, row.quantity) for row in rows]


@pytest.fixture(params=["open", "forward"])
def each_rule_set(request: pytest.FixtureRequest, server: Server, forward: Server) -> Client:
    return (server if request.param == "open" else forward).client()


def test_two_step_cancel_restocks_nothing_in_transit(client: Client, stored: DomainRows):
    order, parcel = shipped(client)

    refused = cancel(client, order)
    order_requests.set_status(client, order, "cancelled")
    completed = cancel(client, order)

    assert (refused.status, refused.code) == (409, "already_shipped")
    assert (completed.status, completed.json["restocked"]) == (200, [])
    assert completed.json["refund"]["amount"] == 60
    assert ledger(stored, client) == []

    order_requests.update_fulfillment(client, order, parcel, "returned")

    assert ledger(stored, client) == [("fulfillment", parcel["id"], "l1", 2)]
    after = order_requests.get_order(client, order)
    assert [each["items"] for each in after["restocks"]] == [ALL]
    assert after["timeline"][-1]["data"]["restocked_items"] == ALL


def test_order_with_returned_parcels_can_be_cancelled(each_rule_set: Client):
    client = each_rule_set
    order, parcel = shipped(client)
    order_requests.update_fulfillment(client, order, parcel, "returned")

    allowed = client.get(f"/orders/{order['order_id']}/actions").json["cancel"]["allowed"]
    cancelled = cancel(client, order)
    again = cancel(client, order)

    assert allowed is True
    assert (cancelled.status, cancelled.json["restocked"]) == (200, ALL)
    assert cancelled.json["order"]["status"] == "cancelled"
    assert (again.status, again.code) == (409, "already_cancelled")


def test_lost_unit_is_restocked_only_when_found(client: Client, stored: DomainRows):
    order = order_requests.create_order(client, **PLAIN)
    parcel = order_requests.create_fulfillment(client, order, ("l1", 1))
    order_requests.update_fulfillment(client, order, parcel, "failed")

    restocked = cancel(client, order).json["restocked"]
    order_requests.update_fulfillment(client, order, parcel, "returned")

    assert restocked == [{"id": "l1", "sku": "SKU-l1", "quantity": 1}]
    assert sorted(ledger(stored, client)) == [
        ("cancellation", "", "l1", 1),
        ("fulfillment", parcel["id"], "l1", 1),
    ]


def test_fulfillment_has_its_handover_time(client: Client):
    order = order_requests.create_order(client, **PLAIN)
    parcel = order_requests.create_fulfillment(client, order, ("l1", 1))

    order_requests.set_status(client, order, "shipped")

    [before] = [parcel["handed_over_at"]]
    [after] = order_requests.get_order(client, order)["fulfillments"]
    assert before is None
    assert after["handed_over_at"] == order_requests.get_order(client, order)["updated_at"]
    assert after == parcel | {"handed_over_at": after["handed_over_at"]}
