"""The event feed through the gateway."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from attrs import evolve

from seller_orders.adapters.inbound.http.api import event_feed, event_routes
from seller_orders.application.queries.list_events import ListEvents
from seller_orders.bootstrap import cli
from tests.integration.layers.topology import (
    NO_DATABASE,
    Topology,
    between_layers,
    three_layers,
)
from tests.support import order_requests
from tests.support.server_process import free_port, process, wait_until_ready

POLLS = 6
"""More than the failures in a row after which the gateway sends the core nothing for a while."""


def wait_for_minutes() -> None:
    query = event_feed.events_query

    def patient(*given: Any) -> ListEvents:
        found = query(*given)
        return evolve(found, wait=30 * found.wait)

    with patch.object(event_routes, "events_query", patient):
        cli.main()


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    """The three layers. The core holds requests for minutes, so that no wait ends by itself."""
    folder = tmp_path_factory.mktemp("layers")
    with three_layers(folder, mains={"core": wait_for_minutes}) as running:
        yield running


def test_a_request_waits_through_the_gateway(layers: Topology):
    client = layers.server.client()
    order = order_requests.create_order(client)
    first = client.get("/events").json
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(client.get, f"/events?wait=20&after={first['next_cursor']}")
        order_requests.set_status(client, order, "processing")
        answer = waiting.result()

    assert [each["type"] for each in first["events"]] == ["order.created"]
    assert [each["type"] for each in answer.json["events"]] == ["order.status_changed"]


def test_waiting_ends_as_the_gateway_stops(layers: Topology, tmp_path: Path):
    """Also a poll without a cursor gets a page, and other requests are still served."""
    port, log = free_port(), tmp_path / "log"
    settings: Any = between_layers(layers.ports)
    arguments = ("serve", "--layers", "gateway", "--port", str(port))
    with (
        process(NO_DATABASE, log, *arguments, **settings) as gateway,
        ThreadPoolExecutor(POLLS) as pool,
    ):
        wait_until_ready(gateway, port, log)
        client = evolve(layers.server.client(), port=port)
        after = client.get("/events").json["next_cursor"]
        queries = ["wait=20&types=order.cancelled", *[f"wait=20&after={after}"] * (POLLS - 1)]
        waiting = [pool.submit(client.get, f"/events?{query}") for query in queries]
        client.get("/orders")

        gateway.send_signal(signal.SIGTERM)
        pages = [each.result() for each in waiting]
        ended = gateway.wait()

    assert [(page.status, page.json["events"]) for page in pages] == [(200, [])] * POLLS
    assert all(page.json["next_cursor"] for page in pages)
    assert ended == 0
