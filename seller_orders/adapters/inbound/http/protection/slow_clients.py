"""Hanging up on callers who keep the server waiting, which the server itself never does."""

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from socket import IPPROTO_TCP, SHUT_RD, socket
from time import monotonic
from typing import Final

_SOCKETS: Final = "/proc/self/fd"
_INFO_BYTES: Final = 56
_SENT_AT, _RECEIVED_AT = 44, 52
"""Where ``struct tcp_info`` of Linux says how many milliseconds ago that was the last time."""


class SlowClients:
    """Finds the connections on which a request has been coming for too long, and reads no more.

    By which connection a request comes is not told to the app. So each is watched: what received
    something after it last sent owes the rest of a request, unless the app is at work on it, which
    takes less time. Those that owe nothing and are idle for as long are ended as well, as they may
    be at any time: one of them may have asked whether to go on, and been told so. Only Linux tells
    when something was sent: elsewhere nobody is hung up on.
    """

    def __init__(self) -> None:
        self._owing: dict[str, float] = {}

    def look(self, port: int, within_s: float, *, hang_up: bool) -> None:
        """Note who owes something, and hang up on those who have for that long."""
        if sys.platform != "linux":
            return
        from socket import TCP_INFO

        now, owing = monotonic(), dict[str, float]()
        for name, connection in connections(port):
            info = connection.getsockopt(IPPROTO_TCP, TCP_INFO, _INFO_BYTES)
            sent_s_ago, received_s_ago = (
                struct.unpack_from("I", info, at)[0] / 1000 for at in (_SENT_AT, _RECEIVED_AT)
            )
            since = now - sent_s_ago
            if received_s_ago < sent_s_ago:
                since = owing[name] = max(since, self._owing.get(name, now))
            if hang_up and now - since >= within_s:
                # It may be over by now.
                with suppress(OSError):
                    connection.shutdown(SHUT_RD)
        self._owing = owing


def connections(port: int) -> Iterator[tuple[str, socket]]:
    """Yield this process's connections to a port, each with a name that is its own."""
    for number in os.listdir(_SOCKETS):
        # It may be closed by now, or listen.
        with suppress(OSError):
            name = os.readlink(f"{_SOCKETS}/{number}")
            if name.startswith("socket:"):
                with socket(fileno=os.dup(int(number))) as connection:
                    if connection.getsockname()[1:2] == (port,) and connection.getpeername():
                        yield name, connection
