"""Heads, bodies and chunks that never come keep no other caller out."""

import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from select import select

import pytest

from tests.integration.carriers.signing import PATH, event, send
from tests.integration.carriers.simulator import carriers_file, connection
from tests.integration.layers.topology import three_layers
from tests.integration.limits.unfinished_requests import (
    OF_100,
    SIGNATURE,
    attack,
    held_open,
    unfinished,
)
from tests.support import order_requests
from tests.support.http_client import Client
from tests.support.server_process import Server, free_port, serving
from tests.support.time_limits import BODY_RECEIVED, LONG
from tests.support.waiting import wait_until

CONNECTIONS = 200
MAX_UNKNOWN = 256
BODY_WITHIN_S = 1.0


@pytest.fixture(scope="module", params=["in one process", "in layers"])
def ports(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, list[int]]]:
    """A server with the carrier ``fast``, which waits long for bodies, and its layers' ports."""
    folder = tmp_path_factory.mktemp("attacked")
    carriers = carriers_file(folder, fast=connection(free_port()))
    with ExitStack() as held:
        if request.param == "in layers":
            layers = held.enter_context(three_layers(folder, CARRIERS=carriers))
            yield layers.server, list(layers.ports.values())
        else:
            server = held.enter_context(serving(folder, CARRIERS=carriers))
            yield server, [server.port]


@pytest.fixture
def server(ports: tuple[Server, list[int]]) -> Server:
    return ports[0]


def test_unfinished_requests_keep_no_one_out(ports: tuple[Server, list[int]]):
    server, every_port = ports
    client = server.client()
    order = order_requests.create_order(client)
    with ExitStack() as held:
        for port in every_port:
            held.enter_context(held_open(port, [attack(number) for number in range(CONNECTIONS)]))

        for port in every_port:
            assert Client(port=port, domain_id="none").send("GET", "/healthz").status == 200
        assert order_requests.get_order(client, order)["order_id"] == order["order_id"]
        assert client.post("/orders", order_requests.order_document()).status == 201
        assert is_taken(client)


def test_signed_events_outlast_a_flood_of_unfinished_ones(server: Server):
    client = server.client()
    flood = [unfinished(PATH, *OF_100, *SIGNATURE, body=b"{")] * (MAX_UNKNOWN + 8)
    with held_open(server.port, flood) as connections:
        # The oldest give way; the others are still waited for.
        wait_until(lambda: len(readable(connections)) == 8)
        assert {each.recv(4096)[9:12] for each in readable(connections)} == {b"429"}
        assert is_taken(client)


@pytest.mark.parametrize("provider_id", ["fast", "nobody"])
def test_a_large_event_is_refused_before_its_body(server: Server, provider_id: str):
    length = "Content-Length: 65537"
    request = unfinished(f"/carriers/{provider_id}/events", length, *SIGNATURE)
    with held_open(server.port, [request]) as [waiting]:
        assert waiting.recv(4096)[9:12] == b"413"


def test_slow_response_outlasts_the_limit_of_bodies(tmp_path: Path):
    limits = {**LONG, BODY_RECEIVED: BODY_WITHIN_S}
    with serving(tmp_path, limits=limits) as server:
        client = server.client()
        order = order_requests.create_order(client)
        with (
            closing(sqlite3.connect(tmp_path / "orders.db", isolation_level=None)) as database,
            ThreadPoolExecutor(1) as pool,
        ):
            database.execute("BEGIN IMMEDIATE")
            slow = pool.submit(order_requests.set_status, client, order, "confirmed")
            # Two rounds, in which the other request has been waiting for longer than a body may.
            for _ in range(2):
                with held_open(client.port, [late_body(client)]) as [late]:
                    assert late.recv(4096)[9:12] == b"408"
            database.execute("ROLLBACK")
            slow.result()


def late_body(client: Client) -> bytes:
    key = f"Authorization: Bearer {client.key}"
    return unfinished(f"/merchant/api/v1/domains/{client.domain_id}/orders", *OF_100, key)


def readable(connections: list[socket.socket]) -> list[socket.socket]:
    return select(connections, [], [], 0)[0]


def is_taken(client: Client) -> bool:
    """Send a signed event of no shipment; return whether its signature was accepted."""
    nothing = {"domain_id": client.domain_id, "order_id": "ord_none"}
    return send(client, event(nothing, {"id": "ful_none"})).code == "fulfillment_not_found"
