"""Clients that stall while they send a request or read its response."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from select import select
from typing import Any

import pytest

from tests.support import order_requests
from tests.support.http_client import BASE, Client
from tests.support.raw_http import Reply, exchange, head
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url
from tests.support.time_limits import (
    BODY_IN_LINE,
    BODY_RECEIVED,
    HEADERS_RECEIVED,
    LONG,
    TimeLimits,
    shipped,
)
from tests.support.waiting import WITHIN_S, wait_until

JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
OF_100 = "Content-Length: 100"
MAX_WAITING = 16
BODY_WITHIN_S = 2.0
SHORT = {**LONG, BODY_RECEIVED: BODY_WITHIN_S, HEADERS_RECEIVED: 3}
NEVER_LATE = {**LONG, BODY_IN_LINE: 0.3}


STACKS = ["sqlite", "postgresql and redis"]


@contextmanager
def limited_to(limits: TimeLimits, stack: str, folder: Path) -> Iterator[Server]:
    with ExitStack() as held:
        url, redis = None, ""
        if stack != "sqlite":
            url, redis = held.enter_context(fresh_database()), redis_url()
        yield held.enter_context(serving(folder, url, limits=limits, REDIS_URL=redis))


@pytest.fixture(scope="module", params=STACKS)
def hasty(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server that waits two seconds for a body and three for headers."""
    with limited_to(SHORT, request.param, tmp_path_factory.mktemp("hasty")) as server:
        yield server


@pytest.fixture(params=STACKS)
def patient(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server that waits longer for a body than a test takes."""
    with limited_to(NEVER_LATE, request.param, tmp_path) as server:
        yield server


@contextmanager
def stalling(client: Client, times: int) -> Iterator[list[socket.socket]]:
    """Keep requests open whose bodies have started."""
    with ExitStack() as held:
        connections = []
        for _ in range(times):
            connection = socket.create_connection(("127.0.0.1", client.port), WITHIN_S)
            connections.append(held.enter_context(connection))
            connection.sendall(head(client, "POST", "/orders", JSON, OF_100) + b"{")
        yield connections


def answered(connections: list[socket.socket]) -> list[socket.socket]:
    return select(connections, [], [], 0)[0]


def test_shipped_limits_match_the_documentation():
    assert shipped(BODY_RECEIVED) == 10
    assert shipped(HEADERS_RECEIVED) == 65


STALLED: dict[str, tuple[tuple[str, ...], tuple[bytes, ...]]] = {
    "before its first byte": ((OF_100,), ()),
    "after its first byte": ((OF_100,), (b"{",)),
    "before its first chunk": ((CHUNKED,), ()),
    "in a chunk": ((CHUNKED,), (b"5\r\n{",)),
    "drop by drop": (
        (OF_100,),
        tuple(bytes([each]) for each in b'{"store_id": "store_1", "x": "' * 2),
    ),
    "after it was told to go on": ((OF_100, "Expect: 100-continue"), ()),
}


def test_a_stalled_body_is_dropped(hasty: Server):
    client = hasty.client()

    def stall(name: str) -> Reply:
        headers, parts = STALLED[name]
        request = head(client, "POST", "/orders", JSON, *headers)
        return exchange(client.port, request, *parts, pause_s=0.06)

    with ThreadPoolExecutor(len(STALLED)) as pool:
        replies = dict(zip(STALLED, pool.map(stall, STALLED), strict=True))

    for name, reply in replies.items():
        assert reply.is_hung_up, name
        # A client that is still sending may not receive the response.
        assert set(reply.statuses) <= {100, 400, 408}, name
    assert replies["after its first byte"].status == 408
    assert b'"code":"request_timeout"' in replies["after its first byte"].content
    assert client.get("/orders").json["orders"] == []


def test_stalled_bodies_block_no_other_requests(patient: Server):
    slow, quick = patient.client(), patient.client()
    order = order_requests.create_order(quick)
    with stalling(slow, MAX_WAITING + 8) as connections:
        wait_until(lambda: len(answered(connections)) == 8)
        refused = answered(connections)
        too_many = slow.post("/orders", order_requests.order_document())
        for status in ("confirmed", "processing", "shipped"):
            order_requests.set_status(quick, order, status)
            assert slow.get("/orders").status == 200

        # None of the six waited for the stalled bodies, which are still open.
        assert answered(connections) == refused
        assert {each.recv(4096)[9:12] for each in refused} == {b"429"}
    assert (too_many.status, too_many.code) == (429, "too_many_bodies")
    assert too_many.headers["Retry-After"] == "1"
    wait_until(lambda: slow.post("/orders", order_requests.order_document()).status == 201)


def test_other_connections_stay_open(
    hasty: Server,
):
    quick = hasty.client()
    order = order_requests.create_order(quick)

    # If the machine stalls, the sender is late too, and the round proves nothing.
    wait_until(lambda: is_served_beside_a_stalled_request(hasty, quick, order))

    assert order_requests.get_order(quick, order)["status"] == "processing"
    log = hasty.log.read_text()
    assert "store unavailable" not in log
    assert "lost during commit" not in log


def is_served_beside_a_stalled_request(
    hasty: Server, quick: Client, order: dict[str, Any]
) -> bool | None:
    """Return whether a request is served while another's connection is closed.

    None if the machine was so slow that the body came too late.
    """
    body = b'{"status": "processing"}'
    path = f"{BASE}/{quick.domain_id}/orders/{order['order_id']}"
    headers = {"Authorization": f"Bearer {quick.key}", "Content-Type": "application/json"}
    with closing(HTTPConnection("127.0.0.1", quick.port, timeout=WITHIN_S)) as kept:
        kept.request("GET", path, headers=headers)
        assert kept.getresponse().read()
        with stalling(hasty.client(), 1) as [stalled]:
            # Idle until shortly before the other connection is closed, and busy until after.
            time.sleep(0.8 * BODY_WITHIN_S)
            headers["Content-Length"] = str(len(body))
            began = time.monotonic()
            kept.request("PATCH", f"{path}/status", body[:5], headers)
            assert stalled.recv(4096)[9:12] == b"408"
            kept.send(body[5:])
            is_late = time.monotonic() - began > 0.9 * BODY_WITHIN_S
            with suppress(OSError, HTTPException):
                if kept.getresponse().status == 200:
                    return True
    assert is_late, "who was at work was hung up on"
    return None


def test_slow_heads_and_idle_connections_are_closed(hasty: Server):
    idle = head(hasty.client())
    begun = [b"", b"GET /ord", b"GET / HTTP/1.1\r\nHost: a\r\nX-", idle]

    def hold(begin: bytes) -> Reply:
        return exchange(hasty.port, begin)

    with ThreadPoolExecutor(len(begun)) as pool:
        replies = list(pool.map(hold, begun))

    assert all(reply.is_hung_up for reply in replies)
    assert [reply.statuses for reply in replies] == [[], [], [], [200]]


def test_unauthorized_requests_are_refused_before_the_body(hasty: Server):
    nobody = hasty.anybody("dom_1").with_key("sok_none")

    reply = exchange(hasty.port, head(nobody, "POST", "/orders", JSON, OF_100))

    assert reply.statuses == [401]


def test_clients_that_do_not_read_block_no_others(hasty: Server):
    client = hasty.client()
    items = [order_requests.line_document(f"iid_{n}", "x" * 200, 1, 1) for n in range(500)]
    order = order_requests.create_order(client, items=items, payment=order_requests.UNPAID)
    request = head(client, "GET", f"/orders/{order['order_id']}")
    with ExitStack() as held:
        for _ in range(80):
            connection = held.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            connection.settimeout(WITHIN_S)
            connection.connect(("127.0.0.1", client.port))
            connection.sendall(request * 10)

        assert client.get("/orders").status == 200
