"""Lines that require no shipping, over HTTP."""

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support import order_requests
from tests.support.http_client import Client

PASTA = order_requests.line_document("iid_001", "Alfredo Pasta", 2, 100)
DOWNLOAD = {
    **order_requests.line_document("iid_002", "Recipe", 1, 50.5),
    "requires_shipping": False,
}
MIXED = [PASTA, DOWNLOAD]


@pytest.fixture
def order(client: Client) -> dict[str, Any]:
    """An order of two units to ship and one download."""
    return order_requests.create_order(client, items=MIXED)


def test_a_digital_line_cannot_be_fulfilled(client: Client, order: dict[str, Any]):
    body = {"items": [{"id": "iid_002", "quantity": 1}]}

    answer = client.post(f"/orders/{order['order_id']}/fulfillments", body)

    assert (answer.status, answer.code) == (409, "quantity_exceeds_remaining")
    assert answer.json["errors"][0]["remaining"] == 0
    imported = [{"items": body["items"]}]
    document = order_requests.order_document(items=MIXED, fulfillments=imported)
    refused = client.post("/orders", document)
    assert (refused.status, refused.pointers) == (422, ["/fulfillments/0/items/0/quantity"])


def test_bulk_ships_the_other_lines_only(client: Client, order: dict[str, Any]):
    digital = order_requests.create_order(
        client, items=[DOWNLOAD], payment=order_requests.UNPAID, discount_total=0
    )
    ids = [order["order_id"], digital["order_id"]]

    report = client.patch("/orders/bulk", {"order_ids": ids, "action": "fulfill", "data": {}}).json

    assert report["updated_orders"] == [order["order_id"]]
    assert [each["code"] for each in report["failed"]] == ["nothing_to_fulfill"]
    after = order_requests.get_order(client, order)
    assert after["fulfillment_status"] == "fulfilled"
    assert after["fulfillments"][0]["items"] == [{"id": "iid_001", "quantity": 2}]
    assert digital["fulfillment_status"] == "fulfilled"
    listed = client.get(f"/orders?{urlencode({'fulfillment_status': 'fulfilled'})}").json
    assert listed["pagination"]["total"] == 2


def test_cancelling_restocks_the_other_lines_only(client: Client, order: dict[str, Any]):
    body = {"reason": "fraud", "restock": True}

    answer = client.post(f"/orders/{order['order_id']}/cancel", body).json

    assert [(each["id"], each["quantity"]) for each in answer["restocked"]] == [("iid_001", 2)]
