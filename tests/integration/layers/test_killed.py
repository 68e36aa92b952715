"""Layers that are killed before or after the commit, before they respond."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.integration.crash.kill_at_step import stopping
from tests.integration.layers.topology import Topology, between_layers, three_layers
from tests.support import order_requests
from tests.support.forked_command import Main
from tests.support.http_client import Answer, Client
from tests.support.server_process import process, wait_until_free, wait_until_ready

# The core has already committed the order that the test creates first.
COMMITTED = {
    "core": stopping("invalidate_caches", "before", 2),
    "orchestrator": stopping("invalidate_cache", "before"),
}
NOT_COMMITTED = {
    "core": stopping("keep_answer", "before", 2),
    "orchestrator": stopping("update_status", "before"),
}


@contextmanager
def doomed(folder: Path, **mains: Main) -> Iterator[tuple[Topology, Client]]:
    """Serve layers of which one is killed at a step."""
    with three_layers(folder, mains=mains) as layers:
        yield layers, layers.server.client()


@contextmanager
def started_again(layers: Topology, layer: str, folder: Path) -> Iterator[None]:
    """Serve a working layer in place of the killed one."""
    port, log = layers.ports[layer], folder / "again.log"
    layers.processes[layer].kill()
    wait_until_free(port)
    settings: Any = between_layers(layers.ports)
    arguments = ("serve", "--layers", layer, "--port", str(port))
    with ExitStack() as held:
        again = held.enter_context(process(layers.server.url, log, *arguments, **settings))
        wait_until_ready(again, port, log)
        yield


def moved(client: Client, order: dict[str, Any]) -> Answer:
    path = f"/orders/{order['order_id']}/status"
    return client.patch(path, {"status": "processing"}, Idempotency_Key="k")


@pytest.mark.parametrize("layer", ["core", "orchestrator"])
def test_a_retry_after_the_commit_gets_the_response(tmp_path: Path, layer: str):
    with doomed(tmp_path, **{layer: COMMITTED[layer]}) as (layers, client):
        order = order_requests.create_order(client)
        unknown = moved(client, order)
        with started_again(layers, layer, tmp_path):
            again = moved(client, order)

            assert (unknown.status, unknown.code) == (503, "outcome_unknown")
            assert (again.status, again.json["version"]) == (200, 2)
            assert again.headers["Idempotent-Replayed"] == "true"
            assert order_requests.get_order(client, order) == again.json


@pytest.mark.parametrize("layer", ["core", "orchestrator"])
def test_a_retry_before_the_commit_executes_the_change(tmp_path: Path, layer: str):
    with doomed(tmp_path, **{layer: NOT_COMMITTED[layer]}) as (layers, client):
        order = order_requests.create_order(client)
        unknown = moved(client, order)
        with started_again(layers, layer, tmp_path):
            before = order_requests.get_order(client, order)
            again = moved(client, order)

            assert (unknown.status, unknown.code) == (503, "outcome_unknown")
            assert before == order
            assert (again.status, again.json["version"]) == (200, 2)
            assert "Idempotent-Replayed" not in again.headers


def test_a_read_survives_a_core_killed_while_caching(tmp_path: Path):
    with doomed(tmp_path, core=stopping("cache_order", "before")) as (_, client):
        order = order_requests.create_order(client)

        assert order_requests.get_order(client, order) == order
