"""Bookings of shipments: once for each shipment, also across outages of the carrier."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.integration.carriers.bridge_description import ensure_described
from tests.integration.carriers.conftest import Shipping
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED

ORDERS = 10
RECIPIENT = {"name": "Ben", "phone": "+449999", "address": order_requests.ADDRESS}


def fulfillments(client: Client, order: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = order_requests.get_order(client, order)["fulfillments"]
    return found


def of(orders: list[dict[str, Any]], shipments: dict[str, Any]) -> list[Any]:
    """Return the shipments of orders; the relay may still book those of an earlier test."""
    ids = {order["order_id"] for order in orders}
    return [each for each in shipments.values() if each["booked"]["order_id"] in ids]


def test_awb_of_a_fast_carrier_replaces_the_caller_s_awb(client: Client, shipping: Shipping):
    order = order_requests.create_order(client)

    answer = shipping.ship(client, order, awb="MINE", tracking_url="https://own.example/MINE")

    assert answer.status == 201
    made = answer.json["fulfillment"]
    assert made["awb"].startswith("SIM")
    assert made["tracking_url"] == f"{shipping.simulator.url}/track/{made['awb']}"
    assert order_requests.get_order(client, order) == answer.json["order"]
    assert [entry["by"] for entry in answer.json["order"]["timeline"]][2:] == ["carrier:fast"]


def test_booking_matches_the_carrier_description(client: Client, shipping: Shipping):
    order = order_requests.create_order(client, shipping_address=order_requests.ADDRESS)
    made = shipping.ship(
        client,
        order,
        2,
        customer=RECIPIENT,
        pickup_address=order_requests.ADDRESS,
        shipping_method="Air",
    ).json["fulfillment"]

    booked = shipping.simulator.shipments[made["id"]]["booked"]

    ensure_described("ShipmentToBook", booked)
    assert (booked["id"], booked["order_id"]) == (made["id"], order["order_id"])
    assert (booked["domain_id"], booked["shipping_method"]) == (client.domain_id, "Air")
    assert booked["items"] == [
        {
            "id": "iid_001",
            "sku": "SKU-iid_001",
            "name": "Alfredo Pasta",
            "quantity": 2,
            "selling_price": 100,
        }
    ]
    assert booked["recipient"]["name"] == "Ben"
    assert booked["recipient"]["address"] == booked["pickup_address"]
    assert booked["pickup_address"]["coordinates"] == order_requests.ADDRESS["coordinates"]
    assert booked["payment"] == {
        "status": "paid",
        "method": "card",
        "currency": "INR",
        "total": 250,
        "captured": 250,
    }


@pytest.mark.parametrize("address", [None, {"city": "Pune"}, {"country_code": "XK"}])
def test_booking_of_unknown_values_matches_the_description(
    client: Client, shipping: Shipping, address: dict[str, Any] | None
):
    """A guest's order of goods without SKU, whose address is known in part or not at all."""
    line = order_requests.line_document("iid_001", "Thing", 2, 125)
    order = order_requests.create_order(
        client,
        customer={"name": "A Guest"},
        items=[line | {"sku": None, "product_id": None}],
        payment=order_requests.UNPAID,
        shipping_address=address,
    )

    made = shipping.ship(client, order).json["fulfillment"]

    booked = shipping.simulator.shipments[made["id"]]["booked"]
    ensure_described("ShipmentToBook", booked)
    assert booked["items"][0]["sku"] is None
    assert (booked["recipient"]["name"], booked["recipient"]["phone"]) == ("A Guest", None)
    known = booked["recipient"]["address"] or {}
    assert {name: value for name, value in known.items() if value is not None} == (address or {})


def test_recipient_defaults_to_the_order_s_customer(client: Client, shipping: Shipping):
    order = order_requests.create_order(client, shipping_address=order_requests.ADDRESS)

    made = shipping.ship(client, order).json["fulfillment"]

    recipient = shipping.simulator.shipments[made["id"]]["booked"]["recipient"]
    assert (recipient["name"], recipient["phone"]) == ("Anjali Patel", "+918765432109")
    assert recipient["address"]["line1"] == "123 Main Street"


def test_backlog_of_a_carrier_outage_is_booked_in_order(client: Client, shipping: Shipping):
    def lived(_: int) -> list[Any]:
        order = order_requests.create_order(client)
        first, second = (shipping.ship(client, order) for _ in range(2))
        assert (first.status, second.status) == (201, 201)
        made = [each.json["fulfillment"] for each in (first, second)]
        cancelled = client.post(
            f"/orders/{order['order_id']}/fulfillments/{made[0]['id']}/cancel", {}
        )
        assert cancelled.status == 200
        return [order, *made]

    shipping.simulator.stop()
    with ThreadPoolExecutor(4) as pool:
        lives = list(pool.map(lived, range(ORDERS)))
    states = [[each["awb"] for each in fulfillments(client, order)] for order, *_ in lives]
    shipping.simulator.start()
    shipping.drain()

    assert states == [[None, None]] * ORDERS
    booked = shipping.simulator.shipments
    for order, first, second in lives:
        assert first["id"] not in booked, "it was cancelled before it could be booked"
        assert booked[second["id"]]["bookings"] == 1
        now = {each["id"]: each for each in fulfillments(client, order)}
        assert now[first["id"]]["status"] == "cancelled"
        assert now[second["id"]]["awb"] == booked[second["id"]]["awb"]


def test_bookings_of_an_order_keep_their_order(client: Client, shipping: Shipping):
    order = order_requests.create_order(
        client, items=[order_requests.line_document("iid_001", "Pasta", 9, 0)], **FREE
    )
    shipping.simulator.stop()
    made = [shipping.ship(client, order).json["fulfillment"]["id"] for _ in range(5)]
    shipping.simulator.start()
    shipping.drain()

    assert [id for id in shipping.simulator.shipments if id in made] == made


FREE = {
    "shipping_total": 0,
    "tax_total": 0,
    "discount_total": 0,
    "payment": {"status": "paid", "method": "card", "amount_paid": 0},
}


def test_slow_carrier_delays_no_other_request(client: Client, shipping: Shipping):
    wanted = [order_requests.create_order(client) for _ in range(6)]
    shipping.slow.hold_answers()
    with ThreadPoolExecutor(len(wanted)) as pool:
        slow = [pool.submit(shipping.ship, client, order, provider_id="slow") for order in wanted]
        shipping.simulator.wait_for(lambda found: len(of(wanted, found)) == len(wanted))
        # The server has fewer concurrency slots than there are requests waiting.
        served = client.get("/orders?limit=1")
        still_waiting = [each for each in slow if not each.done()]
        # No response arrives, so every booking is repeated.
        shipping.slow.cut()
        answers = [each.result() for each in slow]
    shipping.slow.flow()
    shipping.drain()

    assert served.status == 200
    assert len(still_waiting) == len(wanted)
    assert {answer.status for answer in answers} == {201}
    assert {answer.json["fulfillment"]["awb"] for answer in answers} == {None}
    booked = shipping.simulator.shipments
    for order in wanted:
        (made,) = fulfillments(client, order)
        assert made["awb"] == booked[made["id"]]["awb"]
    assert len(of(wanted, booked)) == len(wanted)


def test_refused_booking_fails_the_fulfillment_with_a_reason(client: Client, shipping: Shipping):
    order = order_requests.create_order(client)
    shipping.simulator.behave(status=422, code="address_not_served")

    answer = shipping.ship(client, order, 2)

    assert answer.status == 201
    assert answer.json["fulfillment"]["status"] == "failed"
    assert answer.json["order"]["items"][0]["remaining_quantity"] == 2
    note = answer.json["order"]["timeline"][-1]["note"]
    assert note == "The booking was refused: 422 address_not_served."
    shipping.outbox.change(UNDELIVERED, delivered_at=datetime.now(UTC), dead_at=None)


def test_cancelled_order_cancels_the_shipment(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)

    answer = client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"})

    assert answer.status == 200
    shipping.simulator.wait_for(lambda found: found[made["id"]]["status"] == "cancelled")


def test_dry_run_books_nothing(client: Client, shipping: Shipping):
    order = order_requests.create_order(client)
    body = {"items": [{"id": "iid_001", "quantity": 1}], "provider_id": "fast"}

    answer = client.post(f"/orders/{order['order_id']}/fulfillments?dry_run=true", body)

    assert (answer.status, answer.json["fulfillment"]["awb"]) == (200, None)
    assert of([order], shipping.simulator.shipments) == []


def test_unconnected_provider_is_refused(client: Client, shipping: Shipping):
    order = order_requests.create_order(client)

    answer = shipping.ship(client, order, provider_id="nobody")

    assert (answer.status, answer.code) == (422, "unknown_provider")
    assert answer.pointers == ["/provider_id"]


@pytest.mark.parametrize("misbehaviour", [{}, {"status": 503}])
def test_idempotency_key_returns_the_first_response(
    client: Client, shipping: Shipping, misbehaviour: dict[str, Any]
):
    order = order_requests.create_order(client)
    shipping.simulator.behave(**misbehaviour)
    body = {"items": [{"id": "iid_001", "quantity": 1}], "provider_id": "fast"}
    path = f"/orders/{order['order_id']}/fulfillments"

    first = client.post(path, body, Idempotency_Key="k")
    shipping.simulator.behave()
    shipping.drain()
    second = client.post(path, body, Idempotency_Key="k")

    assert second.headers["Idempotent-Replayed"] == "true"
    assert (second.status, second.body) == (first.status, first.body)
    assert bool(json.loads(first.body)["fulfillment"]["awb"]) is not bool(misbehaviour)
    (made,) = fulfillments(client, order)
    assert shipping.simulator.shipments[made["id"]]["awb"] == made["awb"]
