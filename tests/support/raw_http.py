"""Requests as raw bytes, and the bytes that come back."""

import re
import socket
import time
from contextlib import suppress

from attrs import frozen

from tests.support.http_client import BASE, Client
from tests.support.waiting import WITHIN_S


@frozen
class Reply:
    """All bytes received, and whether the server closed the connection."""

    content: bytes
    is_hung_up: bool

    @property
    def status(self) -> int | None:
        """Status of the first response, None if there is none."""
        return next(iter(self.statuses), None)

    @property
    def statuses(self) -> list[int]:
        """Statuses of all responses; their bodies must not contain status lines."""
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.content)]


def head(
    client: Client,
    method: str = "GET",
    path: str = "/orders",
    *headers: str,
    version: str = "HTTP/1.1",
) -> bytes:
    """Return the head of a request, with a host and the API key."""
    target = path if path.startswith(("http://", "*")) else f"{BASE}/{client.domain_id}{path}"
    lines = [f"{method} {target} {version}", "Host: orders.example", *headers]
    lines.append(f"Authorization: Bearer {client.key}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def exchange(port: int, *parts: bytes, pause_s: float = 0, ends: bool = False) -> Reply:
    """Send the parts, with ``ends`` close the sending side, and read until the server closes."""
    content, is_hung_up = b"", False
    with socket.create_connection(("127.0.0.1", port), timeout=WITHIN_S) as connection:
        # The server may close before all parts are sent.
        with suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                connection.sendall(part)
                time.sleep(pause_s)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        with suppress(TimeoutError):
            try:
                while received := connection.recv(65_536):
                    content += received
            except ConnectionResetError:
                pass
            is_hung_up = True
    return Reply(content, is_hung_up)
