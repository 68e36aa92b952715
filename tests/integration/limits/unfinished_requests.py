"""Requests that are never finished, as attackers without a credential send them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from tests.support.http_client import BASE
from tests.support.waiting import WITHIN_S

OF_100: Final = ("Content-Length: 100", "Content-Type: application/json")
CHUNKED: Final = ("Transfer-Encoding: chunked", "Content-Type: application/json")
SIGNATURE: Final = ("webhook-id: msg_1", "webhook-timestamp: 1", "webhook-signature: v1,bm8=")
KEY: Final = "Authorization: Bearer sok_none"


def unfinished(path: str, *headers: str, body: bytes = b"", method: str = "POST") -> bytes:
    """Return the beginning of a request whose body does not end."""
    lines = (f"{method} {path} HTTP/1.1", "Host: orders.example", *headers)
    return "\r\n".join([*lines, "", ""]).encode() + body


def attack(number: int) -> bytes:
    """Return the beginning of one of many unfinished requests, under made-up names."""
    kinds = (
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-",
        unfinished(f"/carriers/madeup{number}/events", *OF_100, *SIGNATURE, body=b"{"),
        unfinished("/carriers/fast/events", *OF_100, *SIGNATURE, body=b"{"),
        unfinished("/carriers/fast/events", *CHUNKED, *SIGNATURE, body=b"5\r\n{"),
        unfinished(f"{BASE}/madeup{number}/orders", *OF_100, KEY, body=b"{"),
        unfinished("/orders", *OF_100, KEY, f"X-Domain-Id: madeup{number}", body=b"{"),
        unfinished(f"/nothing/{number}", *CHUNKED, body=b"5\r\n{"),
        unfinished("/healthz", *OF_100, body=b"{"),
    )
    return kinds[number % len(kinds)]


@contextmanager
def held_open(port: int, requests: list[bytes]) -> Iterator[list[socket.socket]]:
    """Keep a connection open for each beginning of a request."""
    with ExitStack() as held:
        connections = []
        for begin in requests:
            connection = socket.create_connection(("127.0.0.1", port), WITHIN_S)
            connections.append(held.enter_context(connection))
            connection.sendall(begin)
        yield connections
