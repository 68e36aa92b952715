"""A layer that is killed, or hangs: callers are told to try again, soon, and then are served."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.integration import orders
from tests.integration.http_client import Answer, Client
from tests.integration.layers.topology import Topology
from tests.integration.log_lines import lines_of

_TOLD_WITHIN_S = 2.0
_BACK_WITHIN_S = 10.0


@contextmanager
def held_up(layers: Topology, layer: str) -> Iterator[None]:
    """Stop a layer's processes, which is what a machine does that thrashes."""
    group = os.getpgid(layers.processes[layer].pid)
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def timed(client: Client, order_id: str) -> tuple[Answer, float]:
    begun = time.monotonic()
    answer = client.patch(f"/orders/{order_id}/status", {"status": "confirmed", "note": "n"})
    return answer, time.monotonic() - begun


@pytest.mark.parametrize("layer", ["orchestrator", "core"])
def test_callers_are_told_within_two_seconds_that_a_layer_hangs(layers: Topology, layer: str):
    client = layers.server.client()
    order = orders.created(client)

    with held_up(layers, layer):
        answer, took_s = timed(client, order["order_id"])

    assert answer.status == 503
    assert answer.code in {"unavailable", "outcome_unknown"}
    assert int(answer.headers["Retry-After"]) >= 1
    assert took_s < _TOLD_WITHIN_S
    deadline = time.monotonic() + _BACK_WITHIN_S
    while timed(client, order["order_id"])[0].status != 200:
        assert time.monotonic() < deadline, "it is not served again"
        time.sleep(0.2)


def test_what_the_request_is_and_for_whom_is_known_to_every_layer(layers: Topology):
    client = layers.server.client()
    order = orders.created(client)
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
