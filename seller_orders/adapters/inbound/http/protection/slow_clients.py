"""Closes connections of slow clients; the server itself never does."""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from socket import IPPROTO_TCP, SHUT_RD, socket
from time import monotonic
from typing import Final

_FILE_DESCRIPTORS: Final = "/proc/self/fd"
_TCP_INFO_BYTES: Final = 56
_LAST_DATA_SENT, _LAST_DATA_RECEIVED = 44, 52
"""Offsets in Linux's ``tcp_info`` of the milliseconds since data was sent and received."""


class SlowClients:
    """Closes connections that have had an incomplete request for too long.

    The app does not know the connection of a request, so all are checked. A connection that
    received data after it last sent some has an incomplete request. Idle connections are closed
    after the same time, because a client that waits after "100 Continue" looks idle; HTTP allows
    that. Linux only: other systems do not report when data was sent, so nothing is closed there.
    """

    def __init__(self) -> None:
        self._incomplete_since: dict[str, float] = {}

    def check(self, port: int, timeout_s: float, *, close: bool) -> None:
        """Note connections with an incomplete request, and close those past the timeout."""
        if sys.platform != "linux":
            return
        from socket import TCP_INFO

        now, incomplete_since = monotonic(), dict[str, float]()
        for name, connection in connections(port):
            info = connection.getsockopt(IPPROTO_TCP, TCP_INFO, _TCP_INFO_BYTES)
            sent_s_ago, received_s_ago = (
                struct.unpack_from("I", info, offset)[0] / 1000
                for offset in (_LAST_DATA_SENT, _LAST_DATA_RECEIVED)
            )
            since = now - sent_s_ago
            if received_s_ago < sent_s_ago:
                since = max(since, self._incomplete_since.get(name, now))
                incomplete_since[name] = since
            if close and now - since >= timeout_s:
                # The peer may have closed the connection meanwhile.
                with suppress(OSError):
                    connection.shutdown(SHUT_RD)
        self._incomplete_since = incomplete_since


def connections(port: int) -> Iterator[tuple[str, socket]]:
    """Yield this process's connections to a port, each with a unique name."""
    for number in os.listdir(_FILE_DESCRIPTORS):
        # A descriptor may be closed meanwhile, or belong to a listening socket.
        with suppress(OSError):
            name = os.readlink(f"{_FILE_DESCRIPTORS}/{number}")
            if name.startswith("socket:"):
                with socket(fileno=os.dup(int(number))) as connection:
                    if connection.getsockname()[1:2] == (port,) and connection.getpeername():
                        yield name, connection
