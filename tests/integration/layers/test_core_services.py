"""The core's single-step routes for other orchestrators."""

from typing import Any

import pytest

from seller_orders.adapters.shared.wire.json_codec import encode
from tests.integration.layers.topology import TOKEN, Topology
from tests.support import order_requests
from tests.support.domain_rows import domain_rows_at
from tests.support.http_client import Answer, Client


def ask(
    layers: Topology, client: Client, method: str, path: str, document: Any = None, **headers: str
) -> Answer:
    core = Client(port=layers.ports["core"], domain_id=client.domain_id, key=TOKEN)
    told = {"X-Domain-Id": client.domain_id, "Content-Type": "application/json", **headers}
    body = None if document is None else encode(document)
    return core.send(method, path, body, {name.replace("_", "-"): told[name] for name in told})


def following(order: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the order after a change of its tags by another service."""
    version = order["version"] + 1
    entry = order["timeline"][-1] | {
        "id": f"evt_{order['order_id']}_{version}",
        "type": "order.tags_changed",
        "version": version,
        "data": {"added": ["vip"]},
    }
    state = {"version": version, "tags": ["vip"], "timeline": [*order["timeline"], entry]}
    return order | state | changes


def listed(client: Client) -> list[str]:
    return [each["order_id"] for each in client.get("/orders").json["orders"]]


def test_an_archived_order_keeps_its_data(layers: Topology):
    client = layers.server.client()
    order, other = order_requests.create_order(client), order_requests.create_order(client)
    delivered = order_requests.set_status(client, order, "delivered")

    answers = [ask(layers, client, "DELETE", f"/api/orders/{order['order_id']}") for _ in range(2)]

    assert [(answer.status, answer.body) for answer in answers] == [(204, b"")] * 2
    assert listed(client) == [other["order_id"]]
    assert client.get("/orders").json["pagination"]["total"] == 1
    assert order_requests.get_order(client, order) == delivered
    taken = client.post(
        "/orders", order_requests.order_document(order_number=order["order_number"])
    )
    assert (taken.status, taken.code) == (409, "order_number_taken")


def test_an_open_order_is_not_archived(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    path = f"/api/orders/{order['order_id']}"

    refused = ask(layers, client, "DELETE", path)
    order_requests.set_status(client, order, "delivered")
    stale = ask(layers, client, "DELETE", path, If_Match='"1"')

    assert (refused.status, refused.code) == (409, "order_is_open")
    assert "delivered or cancelled" in refused.json["detail"]
    assert (stale.status, stale.code) == (412, "version_mismatch")
    assert listed(client) == [order["order_id"]]
    assert ask(layers, client, "DELETE", "/api/orders/ord_none").code == "order_not_found"


def test_a_replacing_state_is_stored_with_its_event(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    path = f"/api/orders/{order['order_id']}"
    order_requests.get_order(client, order)

    answer = ask(layers, client, "PUT", path, following(order), If_Match='"1"')
    again = ask(layers, client, "PUT", path, following(order), If_Match='"1"')

    assert (answer.status, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json == following(order) == order_requests.get_order(client, order)
    assert (again.status, again.code) == (412, "version_mismatch")
    recorded = client.get("/events").json["events"]
    assert [event["version"] for event in recorded] == [1, 2]


def test_a_replacement_is_stored_once_under_a_key(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    path, sent = f"/api/orders/{order['order_id']}", following(order)

    first, second = (
        ask(layers, client, "PUT", path, sent, If_Match='"1"', Idempotency_Key="k")
        for _ in range(2)
    )

    assert first.status == 200
    assert second.body == first.body
    assert second.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize(
    ("changes", "headers", "status", "pointers"),
    [
        ({}, {}, 422, ["/If-Match"]),
        ({"version": 3}, {"If_Match": '"1"'}, 422, ["/version", "/timeline/1/version"]),
        ({"order_number": "77"}, {"If_Match": '"1"'}, 422, ["/order_number"]),
        ({"domain_id": "dom_x"}, {"If_Match": '"1"'}, 422, ["/domain_id"]),
        ({"version": "2"}, {"If_Match": '"1"'}, 422, ["/version"]),
        ({"version": 2**31}, {"If_Match": '"1"'}, 422, ["/version"]),
        ({"status": "lost"}, {"If_Match": '"1"'}, 422, ["/status"]),
        ({"tags": ["x" * 501]}, {"If_Match": '"1"'}, 422, ["/tags/0"]),
        ({"items": []}, {"If_Match": '"1"'}, 422, ["/items"]),
    ],
)
def test_a_state_that_does_not_follow_is_refused(
    layers: Topology,
    changes: dict[str, Any],
    headers: dict[str, str],
    status: int,
    pointers: list[str],
):
    client = layers.server.client()
    order = order_requests.create_order(client)
    path = f"/api/orders/{order['order_id']}"

    answer = ask(layers, client, "PUT", path, following(order, **changes), **headers)

    assert (answer.status, answer.pointers) == (status, pointers), answer.body
    assert order_requests.get_order(client, order) == order


def test_a_shipment_is_created_and_cancelled(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    shipment = {"order_id": order["order_id"], "items": [{"id": "iid_001", "quantity": 2}]}

    made = ask(layers, client, "POST", "/api/shipments", shipment)
    too_many = ask(layers, client, "POST", "/api/shipments", shipment)
    id = made.json["fulfillment"]["id"]
    path, named = f"/api/fulfillments/{id}/cancel", {"order_id": order["order_id"]}
    cancelled = ask(layers, client, "PATCH", path, named)
    repeated = ask(layers, client, "PATCH", path, named)

    assert (made.status, made.json["order"]["fulfillment_status"]) == (201, "partial")
    assert (too_many.status, too_many.code) == (409, "quantity_exceeds_remaining")
    assert (cancelled.status, cancelled.json["fulfillment"]["status"]) == (200, "cancelled")
    assert (repeated.status, repeated.json) == (200, cancelled.json)
    assert order_requests.get_order(client, order)["fulfillment_status"] == "unfulfilled"


def test_units_are_restocked_once(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    cancelled = client.post(f"/orders/{order['order_id']}/cancel", {"reason": "fraud"})
    assert (cancelled.status, cancelled.json["restocked"]) == (200, [])
    units = [{"id": "iid_001", "sku": "SKU-iid_001", "quantity": 2}]
    body = {"order_id": order["order_id"], "items": units}

    answers = [ask(layers, client, "POST", "/api/inventory/restore", body) for _ in range(2)]

    assert [answer.status for answer in answers] == [200, 200]
    assert [answer.json["restocked"] for answer in answers] == [units, []]
    restocks = order_requests.get_order(client, order)["restocks"]
    assert [(each["cause"], each["items"]) for each in restocks] == [("request", units)]
    with domain_rows_at(layers.server.url) as stored:
        assert [(row.line_id, row.quantity) for row in stored.restocks(client.domain_id)] == [
            ("iid_001", 2)
        ]
    excess = body | {"items": [{"id": "iid_002", "quantity": 2}]}
    refused = ask(layers, client, "POST", "/api/inventory/restore", excess)
    assert (refused.status, refused.pointers) == (422, ["/items/0/quantity"])


def test_a_past_change_is_notified_once(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    order_requests.set_status(client, order, "processing")
    body = {"order_id": order["order_id"], "version": 2}

    first, second = (ask(layers, client, "POST", "/api/notifications/send", body) for _ in range(2))
    nothing = ask(layers, client, "POST", "/api/notifications/send", body | {"version": 1})

    assert (first.status, second.status) == (202, 202)
    [told] = first.json["notifications"]
    assert (told["channel"], told["template"], told["version"]) == ("log", "status_change", 2)
    logged = client.get(f"/orders/{order['order_id']}/notifications").json["notifications"]
    assert [each["id"] for each in logged] == [told["id"]]
    assert (nothing.status, nothing.code) == (409, "nothing_to_tell")
