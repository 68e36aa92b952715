"""A key set at a URL, also while the identity provider hangs, dribbles or fails."""

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from threading import Event

import pytest
from attrs import define, field

from seller_orders.adapters.outbound.jwt import fetched_key_set
from seller_orders.adapters.outbound.jwt.fetched_key_set import FetchedKeySet
from seller_orders.application.ports.token_verifier import TokensUnavailableError
from tests.integration.http_client.raw_server import RawServer, answering, raw_server
from tests.integration.jwt.provider import Provider, published
from tests.support.server_process import free_port
from tests.support.time_limits import (
    KEYS_WAITED_FOR,
    LONG_S,
    SERVICE_ANSWERED,
    SERVICE_TOTAL,
    set_time_limits,
    shipped,
)
from tests.support.waiting import wait_until


@define
class Hanging:
    """A provider that sends nothing, or one byte now and then, until it is released."""

    dribbles: bool = False
    released: Event = field(factory=Event)

    def answer(self, server: RawServer, connected: socket.socket) -> None:
        server.read(connected)
        while not self.released.wait(0.02 if self.dribbles else None):
            connected.sendall(b"H")


@contextmanager
def hanging(*, dribbles: bool = False) -> Iterator[tuple[RawServer, Hanging]]:
    provider = Hanging(dribbles)
    with raw_server(provider.answer) as server, ExitStack() as held:
        held.callback(provider.released.set)
        yield server, provider


@pytest.fixture
def provider() -> Provider:
    provider = Provider()
    provider.add("old", "ES256")
    return provider


@pytest.fixture(autouse=True)
def long_limits() -> Iterator[None]:
    changed = (KEYS_WAITED_FOR, SERVICE_ANSWERED, SERVICE_TOTAL)
    before = {name: shipped(name) for name in changed}
    set_time_limits(dict.fromkeys(changed, LONG_S))
    yield
    set_time_limits(before)


def limit(monkeypatch: pytest.MonkeyPatch, name: str, seconds: float) -> None:
    monkeypatch.setattr(fetched_key_set, name, seconds)


def is_unavailable(find: Callable[[], object]) -> bool:
    try:
        find()
    except TokensUnavailableError:
        return True
    return False


def test_a_key_set_is_fetched_once_for_many_tokens(provider: Provider):
    with published(provider) as url, ThreadPoolExecutor(8) as pool:
        keys = FetchedKeySet(url)
        found = list(pool.map(keys.find, ["old"] * 20))

    assert all(key is not None for key in found)
    assert provider.fetches == 1


def test_made_up_ids_cause_one_fetch_in_the_interval(provider: Provider):
    with published(provider) as url:
        keys = FetchedKeySet(url)
        found = [keys.find(f"made-up-{n}") for n in range(50)]

    assert found == [None] * 50
    assert provider.fetches == 1
    assert fetched_key_set._FETCH_INTERVAL_S == 10


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{"keys": [{}]}',
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nno!",
        b"",
    ],
)
def test_a_failed_fetch_is_not_repeated_in_the_interval(answer: bytes):
    with raw_server(answering(answer)) as server:
        keys = FetchedKeySet(server.url)
        failed = [is_unavailable(partial(keys.find, f"made-up-{n}")) for n in range(50)]

    assert failed == [True] * 50
    assert server.connections == 1


def test_a_fetch_is_repeated_after_the_interval(
    monkeypatch: pytest.MonkeyPatch, provider: Provider
):
    limit(monkeypatch, "_FETCH_INTERVAL_S", 0.2)

    with published(provider) as url:
        keys = FetchedKeySet(url)
        assert keys.find("old") is not None
        provider.add("new", "ES256")

        wait_until(lambda: keys.find("new") is not None)


def test_an_unreachable_url_is_unavailable():
    keys = FetchedKeySet(f"http://127.0.0.1:{free_port()}/jwks.json")

    assert is_unavailable(lambda: keys.find("old"))


def test_known_keys_are_found_while_the_url_is_unreachable(
    monkeypatch: pytest.MonkeyPatch, provider: Provider
):
    for name in ("_REFRESH_AFTER_S", "_FETCH_INTERVAL_S"):
        limit(monkeypatch, name, 0)
    with published(provider) as url:
        keys = FetchedKeySet(url)
        keys.find("old")

    assert [keys.find("old") is not None for _ in range(20)] == [True] * 20


def test_known_keys_expire_without_a_fetch(monkeypatch: pytest.MonkeyPatch, provider: Provider):
    with published(provider) as url:
        keys = FetchedKeySet(url)
        keys.find("old")
    limit(monkeypatch, "_FETCH_INTERVAL_S", 0)
    limit(monkeypatch, "_VALID_FOR_S", 0)

    assert is_unavailable(lambda: keys.find("old"))


@pytest.mark.parametrize("dribbles", [False, True])
def test_known_keys_are_found_while_the_provider_hangs(
    monkeypatch: pytest.MonkeyPatch, provider: Provider, dribbles: bool
):
    for name in ("_REFRESH_AFTER_S", "_FETCH_INTERVAL_S"):
        limit(monkeypatch, name, 0)

    with hanging(dribbles=dribbles) as (server, hang):
        keys = FetchedKeySet(server.url)
        keys._fetched = known(provider)
        found = [keys.find("old") is not None for _ in range(20)]
        wait_until(lambda: server.connections)
        found += [keys.find("old") is not None for _ in range(20)]
        connections = server.connections
        assert not hang.released.is_set()

    assert found == [True] * 40
    assert connections == 1


def known(provider: Provider) -> fetched_key_set._Fetched:
    with published(provider) as url:
        keys = FetchedKeySet(url)
        keys.find("old")
    return keys._fetched


def test_few_callers_wait_for_a_hanging_provider():
    with hanging() as (server, hang), ThreadPoolExecutor(32) as pool:
        keys = FetchedKeySet(server.url)
        waiting = [
            pool.submit(is_unavailable, partial(keys.find, f"made-up-{n}")) for n in range(32)
        ]
        wait_until(lambda: sum(each.done() for each in waiting) == 16)
        refused = [each.result() for each in waiting if each.done()]
        hang.released.set()

    assert refused == [True] * 16
    assert server.connections == 1


def test_callers_wait_until_two_seconds_after_the_fetch_began(monkeypatch: pytest.MonkeyPatch):
    assert shipped(KEYS_WAITED_FOR) == 2
    limit(monkeypatch, "_MAX_WAIT_S", 0.1)

    with hanging() as (server, hang):
        keys = FetchedKeySet(server.url)
        # The second call begins after the limit, so it does not wait at all.
        assert [is_unavailable(lambda: keys.find("a")) for _ in range(2)] == [True, True]
        assert not hang.released.is_set()

    assert server.connections == 1


def test_a_dribbling_provider_is_given_up():
    set_time_limits({SERVICE_TOTAL: 0.3})

    with hanging(dribbles=True) as (server, hang):
        keys = FetchedKeySet(server.url)
        assert is_unavailable(lambda: keys.find("a"))
        assert not hang.released.is_set()
