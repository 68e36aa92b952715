"""A hanging layer: callers get 503 with Retry-After, and are served again afterwards."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.integration.layers.topology import Topology, three_layers
from tests.support import order_requests
from tests.support.http_client import Answer, Client
from tests.support.log_lines import lines_of
from tests.support.time_limits import LAYER_ALIVE, LAYER_CONNECTED, LAYER_PROBED, LONG, shipped
from tests.support.waiting import wait_until

_TOLD_WITHIN_S = 2.0
_PROBED = {**LONG, LAYER_PROBED: shipped(LAYER_PROBED), LAYER_ALIVE: 2.0}


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """The three layers, with the liveness probe as the only limit of a response."""
    with three_layers(tmp_path_factory.mktemp("layers"), limits=_PROBED) as running:
        yield running


@contextmanager
def held_up(layers: Topology, layer: str) -> Iterator[None]:
    """Stop a layer's processes with SIGSTOP while the block runs, as on a thrashing machine."""
    group = os.getpgid(layers.processes[layer].pid)
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def confirmed(client: Client, order: dict[str, Any]) -> Answer:
    body = {"status": "confirmed", "note": "n"}
    return client.patch(f"/orders/{order['order_id']}/status", body)


@pytest.mark.parametrize("layer", ["orchestrator", "core"])
def test_a_hanging_layer_is_a_503(layers: Topology, layer: str):
    client = layers.server.client()
    order = order_requests.create_order(client)

    with held_up(layers, layer):
        answer = confirmed(client, order)

    assert answer.status == 503
    assert answer.code in {"unavailable", "outcome_unknown"}
    assert int(answer.headers["Retry-After"]) >= 1
    wait_until(lambda: confirmed(client, order).status == 200)


def test_a_layer_s_limits_add_up_to_the_documented_one():
    limits = [shipped(each) for each in (LAYER_CONNECTED, LAYER_PROBED, LAYER_ALIVE)]

    assert sum(limits) < _TOLD_WITHIN_S


def test_every_layer_knows_the_request_and_principal(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    answer = client.get(
        f"/orders/{order['order_id']}/actions",
        X_Request_Id="req-17",
        traceparent=f"00-{trace}-00f067aa0ba902b7-01",
    )

    assert answer.headers["X-Request-Id"] == "req-17"
    for layer in ("gateway", "orchestrator", "core"):
        lines = lines_of(layers.server.log.with_name(f"{layer}.log"), answer)
        assert lines, layer
        assert {line["trace_id"] for line in lines} == {trace}
        assert {line["domain_id"] for line in lines if "domain_id" in line} == {client.domain_id}
