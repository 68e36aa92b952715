"""Requests as bytes, however wrong, and what comes back on the connection."""

import re
import socket
import time
from contextlib import suppress

from attrs import frozen

from tests.support.http_client import BASE, Client
from tests.support.waiting import WITHIN_S


@frozen
class Reply:
    """All that came back, and whether the server hung up then."""

    content: bytes
    is_hung_up: bool

    @property
    def status(self) -> int | None:
        """The status of the first answer, None without one."""
        return next(iter(self.statuses), None)

    @property
    def statuses(self) -> list[int]:
        """The statuses of all answers, of which none has a body with a status line."""
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.content)]


def head(
    client: Client,
    method: str = "GET",
    path: str = "/orders",
    *headers: str,
    version: str = "HTTP/1.1",
) -> bytes:
    """Return a request's head, with a host and the credential."""
    target = path if path.startswith(("http://", "*")) else f"{BASE}/{client.domain_id}{path}"
    lines = [f"{method} {target} {version}", "Host: orders.example", *headers]
    lines.append(f"Authorization: Bearer {client.key}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def exchange(port: int, *parts: bytes, pause_s: float = 0, ends: bool = False) -> Reply:
    """Send the parts, perhaps say that it is all, and read until the server hangs up."""
    content, is_hung_up = b"", False
    with socket.create_connection(("127.0.0.1", port), timeout=WITHIN_S) as connection:
        # The server may have heard enough before all is sent.
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
