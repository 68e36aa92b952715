"""Events of changes arrive at the webhook, signed and in order for each order."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from tests.integration.webhook.receiver import Receiver
from tests.support import order_requests
from tests.support.event_payload import payload_now, payload_of, without_payload
from tests.support.http_client import Client

WRITERS = 8


def test_event_matches_its_timeline_entry(client: Client, receiver: Receiver):
    order = order_requests.create_order(client)
    order = order_requests.set_status(client, order, "processing")

    deliveries = receiver.wait_for_number(2)

    assert [delivery.id for delivery in deliveries] == [entry["id"] for entry in order["timeline"]]
    first, second = (delivery.event for delivery in deliveries)
    assert first["type"] == "order.created"
    assert payload_of(second["data"]) == payload_now(client, order, second["data"])
    assert second | {"data": without_payload(second["data"])} == {
        "id": order["timeline"][1]["id"],
        "type": "order.status_changed",
        "domain_id": client.domain_id,
        "order_id": order["order_id"],
        "version": 2,
        "occurred_at": order["timeline"][1]["at"],
        "data": {"from": "pending", "to": "processing", "note": None, "by": second["data"]["by"]},
    }
    assert second["data"]["by"] == order["timeline"][1]["by"]
    assert deliveries[0].headers["Content-Type"] == "application/json"


def test_money_is_exact(client: Client, receiver: Receiver):
    order = order_requests.create_order(client, payment=order_requests.AUTHORIZED)
    for captured in ("0.10", "199.99"):
        paid = {"status": "paid", "amount_captured": captured}
        assert client.patch(f"/orders/{order['order_id']}/payment", paid).status == 200

    _, some, more = receiver.wait_for_number(3)

    assert b'"captured":0.1' in some.body
    assert some.event["data"]["captured"] == Decimal("0.1")
    assert more.event["data"]["captured"] == Decimal("199.99")


def test_each_change_sends_one_event(client: Client, receiver: Receiver):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"
    fulfillment = order_requests.create_fulfillment(client, order)
    tags = {"order_ids": [order["order_id"]], "action": "add_tags", "data": {"tags": ["gift"]}}
    assert client.patch("/orders/bulk", tags).status == 200
    assert client.patch("/orders/bulk", tags).status == 200
    assert client.post(f"{path}/fulfillments/{fulfillment['id']}/cancel", {}).status == 200
    assert client.post(f"{path}/cancel", {"reason": "fraud", "refund": True}).status == 200
    after = order_requests.get_order(client, order)

    receiver.wait_for_number(after["version"])

    events = [delivery.event for delivery in receiver.of(order)]
    assert [event["version"] for event in events] == list(range(1, after["version"] + 1))
    assert [event["type"] for event in events] == [entry["type"] for entry in after["timeline"]]
    assert [event["id"] for event in events] == [entry["id"] for entry in after["timeline"]]


def test_events_of_an_order_arrive_in_order(client: Client, receiver: Receiver):
    shared = [order_requests.create_order(client) for _ in range(3)]

    def change_all(writer: int) -> None:
        for turn in range(4):
            for order in shared:
                note = {"status": ("confirmed", "processing")[turn % 2], "note": f"by {writer}"}
                assert client.patch(f"/orders/{order['order_id']}/status", note).status == 200

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(change_all, range(WRITERS)))
    after = [order_requests.get_order(client, order) for order in shared]

    receiver.wait_for_number(sum(order["version"] for order in after))
    for order in after:
        arrived = [delivery.event for delivery in receiver.of(order)]
        assert [event["version"] for event in arrived] == list(range(1, order["version"] + 1))
        assert [event["id"] for event in arrived] == [entry["id"] for entry in order["timeline"]]
