"""Commits of many or large orders, which the orchestrator sends to the core in one request."""

from pathlib import Path
from typing import Any

from seller_orders.adapters.shared.wire.json_codec import encode
from tests.integration.layers.topology import TOKEN, Topology, three_layers
from tests.support.http_client import Client
from tests.support.order_requests import create_order, get_order
from tests.support.time_limits import INTERNAL_BODY, LONG, shipped

MIB = 1024 * 1024
ORDERS = 20
NOTHING: dict[str, Any] = {"orders": [], "messages": [], "answer": None}


def test_a_commit_may_have_64_mib(layers: Topology):
    core = Client(port=layers.ports["core"], domain_id="dom_1", key=TOKEN)
    headers = {"X-Domain-Id": "dom_1", "Content-Type": "application/json"}
    whole = encode(NOTHING).ljust(shipped(INTERNAL_BODY))

    assert len(whole) == 64 * MIB
    assert core.send("POST", "/api/commits", whole, headers).status == 204


def test_a_bulk_update_beyond_that_is_413(tmp_path: Path):
    with three_layers(tmp_path, limits={**LONG, INTERNAL_BODY: 16_384}) as layers:
        client = layers.server.client()
        made = [create_order(client) for _ in range(ORDERS)]
        ids = [order["order_id"] for order in made]
        bulk = {"order_ids": ids, "action": "add_tags", "data": {"tags": ["gift"]}}

        answer = client.patch("/orders/bulk", bulk)

        assert (answer.status, answer.code) == (413, "content_too_large")
        assert "Change fewer orders" in answer.json["detail"]
        assert get_order(client, made[0]) == made[0]
        assert client.patch("/orders/bulk", bulk | {"order_ids": ids[:2]}).status == 200
