"""POST …/fulfillments/{id}/track: the status of a shipment from its carrier."""

from typing import Any

from seller_orders.application.access import Scope
from tests.integration.carriers.conftest import Shipping
from tests.support import order_requests
from tests.support.http_client import Answer, Client


def track(
    client: Client, order: dict[str, Any], fulfillment: dict[str, Any], **headers: str
) -> Answer:
    path = f"/orders/{order['order_id']}/fulfillments/{fulfillment['id']}/track"
    return client.call("POST", path, headers=headers)


def test_new_status_is_stored_once(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    shipping.simulator.move(made, "out_for_delivery")

    first = track(client, order, made, Idempotency_Key="k")
    second = track(client, order, made)
    again = track(client, order, made, Idempotency_Key="k")

    assert (first.status, second.status) == (200, 200)
    assert first.json["fulfillment"]["status"] == "out_for_delivery"
    assert first.json["order"]["version"] == order["version"] + 1
    assert second.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert order_requests.get_order(client, order) == first.json["order"]


def test_carrier_outage_is_reported(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    shipping.simulator.behave(status=503)

    answer = track(client, order, made, Idempotency_Key="k")
    shipping.simulator.behave()

    assert (answer.status, answer.code) == (503, "carrier_unavailable")
    assert answer.headers["Retry-After"] == "1"
    assert order_requests.get_order(client, order) == order
    assert track(client, order, made, Idempotency_Key="k").status == 200


def test_fulfillment_without_a_carrier_is_not_tracked(client: Client, shipping: Shipping):
    order = order_requests.create_order(client)
    by_hand = order_requests.create_fulfillment(client, order)

    assert track(client, order, by_hand).code == "has_no_carrier"
    assert track(client, order, {"id": "ful_9"}).code == "fulfillment_not_found"
    assert track(client, {"order_id": "ord_9"}, by_hand).code == "order_not_found"


def test_stale_version_is_not_tracked(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)

    assert track(client, order, made, If_Match='"1"').status == 412


def test_tracking_requires_the_fulfill_scope_and_domain(client: Client, shipping: Shipping):
    order, made = shipping.shipped(client)
    shipping.simulator.move(made, "out_for_delivery")
    who_may_not = shipping.server.client(
        Scope.READ, Scope.WRITE, Scope.CANCEL, domain_id=client.domain_id
    )
    elsewhere = shipping.server.client()

    assert track(who_may_not, order, made).code == "insufficient_scope"
    assert track(elsewhere, order, made).code == "order_not_found"
    assert track(elsewhere.for_domain(client.domain_id), order, made).code == "domain_forbidden"
    assert order_requests.get_order(client, order) == order
