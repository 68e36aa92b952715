"""Attacks of callers without a credential, each from its own process, on loopback ports."""

import random
import select
import socket
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from multiprocessing import Process
from threading import Thread
from typing import Final

from seller_orders.application.access import api_key
from tests.integration.carriers.signing import PATH
from tests.integration.limits.unfinished_requests import OF_100, SIGNATURE, attack, unfinished
from tests.support.http_client import BASE

_CONNECTIONS: Final = 200
_RENEWED_AFTER_S: Final = 1.0
_TOKEN_CALLERS: Final = 6
_KEY_CALLERS: Final = 8
_KEYS_A_SECOND: Final = 2000
_TARGET: Final = f"{BASE}/madeup/orders"


def made_up_tokens(ports: Sequence[int]) -> None:
    """Send tokens with unknown key ids from 6 connections, each as soon as one is refused."""

    def token(number: int) -> str:
        header = f'{{"alg":"RS256","kid":"nope{number}"}}'.encode()
        return b".".join(urlsafe_b64encode(part) for part in (header, b"{}", b"no")).decode()

    _in_threads(_TOKEN_CALLERS, lambda: _call(ports[-1], map(token, count()), 0))


def made_up_keys(ports: Sequence[int]) -> None:
    """Send keys with a good checksum from 8 connections, at most 2,000 a second in all."""

    def keys() -> Iterator[str]:
        while True:
            yield api_key(f"{random.getrandbits(160):040x}")

    pause_s = _KEY_CALLERS / _KEYS_A_SECOND
    _in_threads(_KEY_CALLERS, lambda: _call(ports[-1], keys(), pause_s))


def unfinished_requests(ports: Sequence[int]) -> None:
    """Hold 200 unfinished requests of every kind open at each port, renewed every second."""
    _hold(ports, attack)


def unfinished_events(ports: Sequence[int]) -> None:
    """Hold 200 unfinished events of a known carrier open, renewed every second."""
    _hold(ports[-1:], lambda _: unfinished(PATH, *OF_100, *SIGNATURE, body=b"{"))


ATTACKS: Final[Mapping[str, Callable[[Sequence[int]], None]]] = {
    "unfinished requests": unfinished_requests,
    "unfinished events": unfinished_events,
    "made-up keys": made_up_keys,
    "made-up tokens, and a key set that hangs": made_up_tokens,
}


@contextmanager
def attacking(attack: Callable[[Sequence[int]], None], ports: Sequence[int]) -> Iterator[None]:
    """Run an attack while the block runs; the last port is the one of callers."""
    process = Process(target=attack, args=(ports,), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


@contextmanager
def hanging_server() -> Iterator[int]:
    """Accept connections on a port, and never answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=_CONNECTIONS) as listener:
        yield listener.getsockname()[1]


def _call(port: int, credentials: Iterator[str], pause_s: float) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for credential in credentials:
        with suppress(OSError, HTTPException):
            connection.request("GET", _TARGET, headers={"Authorization": f"Bearer {credential}"})
            connection.getresponse().read()
            time.sleep(pause_s)
            continue
        connection.close()


def _in_threads(number: int, call: Callable[[], None]) -> None:
    threads = [Thread(target=call) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _hold(ports: Sequence[int], begin: Callable[[int], bytes]) -> None:
    numbers = count()
    held: dict[socket.socket, tuple[int, float]] = {}

    def renew(port: int) -> None:
        with suppress(OSError):
            connection = socket.create_connection(("127.0.0.1", port), 5)
            held[connection] = (port, time.monotonic())
            connection.sendall(begin(next(numbers)))

    for port in ports:
        for _ in range(_CONNECTIONS):
            renew(port)
    while True:
        select.select([], [], [], _RENEWED_AFTER_S / _CONNECTIONS)
        oldest = next(iter(held))
        port, since = held.pop(oldest)
        time.sleep(max(0, since + _RENEWED_AFTER_S - time.monotonic()))
        oldest.close()
        renew(port)
