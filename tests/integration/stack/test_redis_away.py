"""Redis refuses, hangs or returns garbage: reads succeed and are never stale."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from seller_orders.adapters.shared.wire.detail_fingerprint import detail_fingerprint
from tests.integration.stack.stacks import Stack, proxied_stack
from tests.support import order_requests
from tests.support.http_client import Answer, Client
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import serving
from tests.support.servers import fresh_database, redis_url
from tests.support.time_limits import LONG, REDIS_ANSWERED, REDIS_COUNTED, shipped
from tests.support.waiting import wait_until

AS_PROMISED_S = 0.1
ANSWERED_WITHIN_S = 0.5
SHORT = {REDIS_ANSWERED: ANSWERED_WITHIN_S, REDIS_COUNTED: ANSWERED_WITHIN_S}


def entry(version: str, checksum: str, body: bytes) -> dict[str, str | bytes]:
    """The entry of today's form in an order's hash."""
    fields: dict[str, str | bytes] = {"version": version, "checksum": checksum, "body": body}
    return {f"{name}:{detail_fingerprint()}": value for name, value in fields.items()}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with proxied_stack(tmp_path, limits={**LONG, **SHORT}) as running:
        yield running


@pytest.fixture
def client(stack: Stack) -> Client:
    return stack.server.client()


def timed(client: Client, order: dict[str, Any]) -> tuple[Answer, float]:
    begun = time.perf_counter()
    answer = client.get(f"/orders/{order['order_id']}")
    return answer, time.perf_counter() - begun


def wait_until_cached(client: Client, order: dict[str, Any]) -> None:
    wait_until(lambda: timed(client, order)[0].headers["X-Cache"] == "hit")


@pytest.mark.parametrize("ailment", ["hang", "refuse"])
def test_reads_fall_back_to_the_database(stack: Stack, client: Client, ailment: str):
    order = order_requests.create_order(client)

    getattr(stack.cache, ailment)()
    reads = [timed(client, order) for _ in range(10)]

    assert {(answer.status, answer.headers["X-Cache"]) for answer, _ in reads} == {(200, "bypass")}
    # The circuit breaker was open, because otherwise the read would have waited for Redis.
    assert min(took_s for _, took_s in reads) < ANSWERED_WITHIN_S

    stack.cache.flow() if ailment == "hang" else stack.cache.listen_again()
    wait_until_cached(client, order)


def test_shipped_redis_timeout_matches_the_documentation():
    assert shipped(REDIS_ANSWERED) < AS_PROMISED_S
    assert shipped(REDIS_COUNTED) < AS_PROMISED_S


@pytest.mark.parametrize("ailment", ["hang", "refuse"])
def test_a_missed_invalidation_is_repeated(stack: Stack, client: Client, ailment: str):
    order = order_requests.create_order(client)
    OutboxRows(stack.database_url).wait_until_delivered()
    path = f"/orders/{order['order_id']}"
    wait_until_cached(client, order)

    getattr(stack.cache, ailment)()
    changed = order_requests.set_status(client, order, "processing")
    stack.cache.flow() if ailment == "hang" else stack.cache.listen_again()
    OutboxRows(stack.database_url).wait_until_delivered()

    assert client.get(path).json["version"] == changed["version"]


@pytest.mark.parametrize(
    "rubbish",
    [
        {"version": "1", **entry("1", "00000000", b'{"status": "delivered"}')},
        {"version": "one", **entry("one", "x", b"\x80\x04K\x01.")},
        {f"body:{detail_fingerprint()}": ""},
        "a text where a hash should be",
    ],
    ids=["a body that is not ours", "a pickle", "half an entry", "another type"],
)
def test_a_corrupt_entry_is_a_miss(stack: Stack, client: Client, rubbish: Any):
    order = order_requests.create_order(client)
    path = f"/orders/{order['order_id']}"
    wait_until_cached(client, order)
    redis = Redis.from_url(redis_url())
    (key,) = redis.keys(f"*{order['order_id']}*")

    redis.delete(key)
    redis.set(key, rubbish) if isinstance(rubbish, str) else redis.hset(key, mapping=rubbish)
    answer = client.get(path)
    redis.close()

    assert answer.status == 200
    assert answer.headers["X-Cache"] in {"miss", "bypass"}
    assert answer.json["status"] == "pending"
    wait_until_cached(client, order)


def test_a_port_that_is_not_redis_is_ignored(tmp_path: Path):
    with (
        babbling() as port,
        fresh_database() as url,
        serving(tmp_path, url, REDIS_URL=f"redis://127.0.0.1:{port}/0") as server,
    ):
        client = server.client()
        order = order_requests.create_order(client)
        changed = order_requests.set_status(client, order, "processing")

        answer = client.get(f"/orders/{order['order_id']}")

    assert answer.json["version"] == changed["version"]
    assert answer.headers["X-Cache"] == "bypass"


class babbling:  # noqa: N801  # reads as what is in its block
    """A port with a server that does not speak Redis's protocol."""

    def __enter__(self) -> int:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._babble, daemon=True).start()
        port: int = self._listener.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _babble(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                with client, suppress(OSError):
                    client.recv(1024)
                    client.sendall(b"HTTP/1.1 200 OK\r\n\r\n\x80\x04K\x01.")
