"""An identity provider that hangs delays only callers whose key is not known."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from attrs import frozen

from tests.integration.http_client.raw_server import RawServer, raw_server
from tests.integration.jwt.provider import AUDIENCE, ISSUER, Provider
from tests.integration.layers.topology import three_layers
from tests.support.http_client import Answer, Client
from tests.support.server_process import Server, serving
from tests.support.time_limits import KEYS_FETCHED_EVERY, LONG
from tests.support.waiting import wait_until

MADE_UP = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im5vcGUifQ.e30.AAAA"
CALLERS = 40
WAITING = 16


@frozen
class Hung:
    server: Server
    provider: Provider
    keys: RawServer
    released: Event


@pytest.fixture(scope="module", params=["all in one", "in layers"])
def hung(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hung]:
    """A server whose identity provider answers once and hangs from then on."""
    folder: Path = tmp_path_factory.mktemp("hung")
    provider, released = Provider(), Event()
    provider.add("RS256", "RS256")

    def answer(keys: RawServer, connected: socket.socket) -> None:
        if keys.connections > 1:
            released.wait()
            return
        keys.read(connected)
        body = json.dumps(provider.document).encode()
        connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    limits = {**LONG, KEYS_FETCHED_EVERY: 0}
    with raw_server(answer) as keys, ExitStack() as held:
        settings: Any = {"JWT_ISSUER": ISSUER, "JWT_AUDIENCE": AUDIENCE, "JWT_JWKS": keys.url}
        if request.param == "in layers":
            server = held.enter_context(three_layers(folder, limits=limits, **settings)).server
        else:
            server = held.enter_context(serving(folder, limits=limits, **settings))
        held.callback(released.set)
        yield Hung(server, provider, keys, released)


def test_only_callers_with_an_unknown_key_wait(hung: Hung):
    client = hung.server.client()
    with_token = client.with_key(hung.provider.token("RS256", domains=[client.domain_id]))
    assert with_token.get("/orders").status == 200

    with ThreadPoolExecutor(CALLERS) as pool:
        made_up = [
            pool.submit(hung.server.anybody("dom_1").with_key(MADE_UP).get, "/orders")
            for _ in range(CALLERS)
        ]
        try:
            wait_until(lambda: sum(each.done() for each in made_up) == CALLERS - WAITING)
            answers = [
                *(each.get("/orders") for each in (client, with_token) for _ in range(5)),
                Client(port=client.port, domain_id="none").send("GET", "/healthz"),
            ]
            waiting = [each for each in made_up if not each.done()]
        finally:
            hung.released.set()
        refused: list[Answer] = [each.result() for each in made_up]

    assert [each.status for each in answers] == [200] * 11
    assert len(waiting) == WAITING
    assert {(each.status, each.code) for each in refused} == {(503, "unavailable")}
    assert {each.headers["Retry-After"] for each in refused} == {"1"}
    assert hung.keys.connections == 2
