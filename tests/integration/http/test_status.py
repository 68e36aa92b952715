from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.log_lines import log_lines
from tests.support.server_process import Server
from tests.support.waiting import wait_until

STATUSES = "pending confirmed processing shipped delivered cancelled refunded".split()
CLOSED = ["delivered", "cancelled"]
OPEN = [status for status in STATUSES if status not in CLOSED]


@pytest.mark.parametrize("target", STATUSES)
@pytest.mark.parametrize("status", OPEN)
def test_open_order_can_take_any_status(client: Client, status: str, target: str):
    order = order_requests.create_order(client, status=status)

    answer = client.patch(f"/orders/{order['order_id']}/status", {"status": target})

    assert answer.status == 200
    assert answer.json["status"] == target
    assert answer.json["version"] == (1 if target == status else 2)
    assert answer.json == order_requests.get_order(client, order)


@pytest.mark.parametrize("target", STATUSES)
@pytest.mark.parametrize("status", CLOSED)
def test_closed_order_refuses_every_status(client: Client, status: str, target: str):
    order = order_requests.create_order(client, status=status)

    answer = client.patch(f"/orders/{order['order_id']}/status", {"status": target})

    assert (answer.status, answer.code) == (409, "order_is_closed")
    assert order_requests.get_order(client, order) == order


def test_same_status_is_no_change(client: Client):
    order = order_requests.create_order(client)

    body = {"status": "pending", "note": "Still here", "notify_customer": True}
    answer = client.patch(f"/orders/{order['order_id']}/status", body)

    assert answer.status == 200
    assert answer.json == order
    assert order_requests.get_order(client, order) == order


def test_status_change_is_on_the_timeline(client: Client):
    order = order_requests.create_order(client)

    note = "Order is being prepared for shipment"
    body = {"status": "processing", "note": note}
    answer = client.patch(f"/orders/{order['order_id']}/status", body)

    [_, entry] = answer.json["timeline"]
    assert (entry["type"], entry["version"]) == ("order.status_changed", 2)
    assert (entry["from"], entry["to"]) == ("pending", "processing")
    assert (entry["note"], entry["notified"]) == (note, [])
    assert entry["at"] == answer.json["updated_at"]


@pytest.mark.parametrize(("asked", "is_told"), [({}, False), ({"notify_customer": True}, True)])
def test_customer_is_notified_only_on_request(client: Client, asked: dict[str, Any], is_told: bool):
    order = order_requests.create_order(client)

    body = {"status": "processing", **asked}
    answer = client.patch(f"/orders/{order['order_id']}/status", body)

    assert bool(answer.json["timeline"][1]["notified"]) is is_told


def test_notification_log_has_no_personal_data(server: Server, client: Client):
    order = order_requests.create_order(client)
    body = {"status": "processing", "note": "a\r\nb", "notify_customer": True}
    assert client.patch(f"/orders/{order['order_id']}/status", body).status == 200

    lines = wait_until(
        lambda: [
            line["event"]
            for line in log_lines(server.relay_log)
            if line["logger"] == "seller_orders.notifications"
            and order["order_id"] in line["event"]
        ]
    )

    log = server.relay_log.read_text()
    assert len(lines) == 1
    for personal in ("Anjali", "anjali@", "8765432109", str(client.key)):
        assert personal not in log


def test_cancelled_status_cancels_undelivered_fulfillments(
    client: Client,
):
    order = order_requests.create_order(client)
    kept = order_requests.create_fulfillment(client, order, ("iid_002", 1))
    order_requests.update_fulfillment(client, order, kept, "delivered")
    order_requests.create_fulfillment(client, order, ("iid_001", 1))
    under_way = order_requests.create_fulfillment(client, order, ("iid_001", 1))
    order_requests.update_fulfillment(client, order, under_way, "in_transit")

    after = order_requests.set_status(client, order, "cancelled")

    statuses = [fulfillment["status"] for fulfillment in after["fulfillments"]]
    assert statuses == ["delivered", "cancelled", "cancelled"]
    assert after["fulfillment_status"] == "partial"
    assert [line["fulfilled_quantity"] for line in after["items"]] == [0, 1]
    # The status alone moves no money and no stock.
    assert after["totals"] == order["totals"]
    assert (after["payment"], after["cancellation"]) == (order["payment"], None)


def test_delivered_and_refunded_move_no_units_or_money(
    client: Client,
):
    delivered = order_requests.set_status(client, order_requests.create_order(client), "delivered")
    refunded = order_requests.set_status(client, order_requests.create_order(client), "refunded")

    assert delivered["fulfillment_status"] == "unfulfilled"
    assert refunded["totals"]["refunded"] == 0
    assert refunded["financial_status"] == "paid"


@pytest.mark.parametrize("body", [{}, {"note": "x"}])
def test_status_is_required(client: Client, body: dict[str, Any]):
    order = order_requests.create_order(client)

    answer = client.patch(f"/orders/{order['order_id']}/status", body)

    assert answer.status == 422
    assert answer.pointers == ["/status"]
