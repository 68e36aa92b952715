"""Faulty requests to POST /api/commits and to the delivery of messages."""

from typing import Any

import pytest

from seller_orders.adapters.shared.wire.json_codec import encode
from tests.integration.layers.topology import TOKEN, Topology
from tests.support import order_requests
from tests.support.http_client import Answer, Client

MESSAGE: dict[str, Any] = {
    "message_id": "evt_9",
    "order_id": "ord_9",
    "channel": "event",
    "about": "order.status_changed",
    "version": 2,
    "created_at": "2026-11-26T12:00:00Z",
    "data": {},
    "held_until": None,
}


def tell(layers: Topology, path: str, domain_id: str, document: Any) -> Answer:
    core = Client(port=layers.ports["core"], domain_id=domain_id, key=TOKEN)
    headers = {"X-Domain-Id": domain_id, "Content-Type": "application/json"}
    return core.send("POST", path, encode(document), headers)


def commit(layers: Topology, domain_id: str, **parts: Any) -> Answer:
    nothing: dict[str, Any] = {"orders": [], "messages": [], "answer": None}
    return tell(layers, "/api/commits", domain_id, nothing | parts)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "2"},
        {"domain_id": "dom_other"},
        {"status": "cancelled", "fulfillments": [{"id": "ful_1"}]},
        {"items": [], "totals": {}},
        {"totals": {"shipping": 0, "tax": 0, "discount": 10**9, "captured": 0}},
    ],
)
def test_a_commit_of_an_invalid_order_is_refused(layers: Topology, wrong: dict[str, Any]):
    client = layers.server.client()
    order = order_requests.create_order(client)
    decided = {"order": order | wrong, "read_version": order["version"]}

    answer = commit(layers, client.domain_id, orders=[decided])

    assert (answer.status, answer.pointers) == (422, ["/orders"])
    assert order_requests.get_order(client, order) == order


def test_a_message_of_another_domain_is_refused(layers: Topology):
    message = MESSAGE | {"domain_id": "dom_other", "held_until": "2026-11-26T12:00:10Z"}

    committed = commit(layers, "dom_1", messages=[message])
    delivered = tell(layers, "/api/outbox/deliver", "dom_1", message)

    assert (committed.status, committed.pointers) == (422, ["/orders"])
    assert (delivered.status, delivered.pointers) == (422, ["/domain_id"])


def test_only_held_messages_are_delivered_immediately(layers: Topology):
    answer = tell(layers, "/api/outbox/deliver", "dom_1", MESSAGE | {"domain_id": "dom_1"})

    assert (answer.status, answer.pointers) == (422, ["/held_until"])


def test_a_commit_on_an_older_version_is_refused(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    stale = {"order": order | {"note": "stale"}, "read_version": order["version"] + 1}

    answer = commit(layers, client.domain_id, orders=[stale])

    assert (answer.status, answer.code) == (409, "write_conflict")
    assert answer.json["order"] == order_requests.get_order(client, order) == order
