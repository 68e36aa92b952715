"""Size limit of chunked bodies during their arrival."""

import struct
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import IPPROTO_TCP, SHUT_RDWR
from threading import Event, Lock, Thread
from time import sleep
from typing import Final

from seller_orders.adapters.inbound.http.protection.slow_clients import connections

# Larger than any body that gets a 413 response plus the socket's buffer.
_MAX_BYTES: Final = 24 * 1024 * 1024
_CHECK_INTERVAL_S: Final = 0.02
_TCP_INFO_BYTES: Final = 136
_BYTES_ACKED: Final = 120
"""Offset of ``tcpi_bytes_acked`` in Linux's ``tcp_info``; ``tcpi_bytes_received`` follows it."""


class ChunkedBodyLimit:
    """Closes connections whose chunked body exceeds 24 MiB before it ends.

    The app reads a chunked body with one unlimited ``read()`` (see BodyReader). While such calls
    run, a thread compares how much each connection has received since its last response. Linux
    only: other systems do not report these counts.
    """

    def __init__(self) -> None:
        self._reads: Counter[int] = Counter()
        self._lock = Lock()
        self._is_reading = Event()
        self._thread: Thread | None = None
        self._answered: dict[str, tuple[int, int]] = {}

    @contextmanager
    def enforced(self, port: int) -> Iterator[None]:
        """Enforce the limit on connections to this port during the block."""
        with self._lock:
            self._reads[port] += 1
            if self._thread is None and sys.platform == "linux":
                # Started on first use: threads do not survive a fork.
                self._thread = Thread(target=self._check, name="chunked-bodies", daemon=True)
                self._thread.start()
        self._is_reading.set()
        try:
            yield
        finally:
            with self._lock:
                self._reads[port] -= 1

    def _check(self) -> None:
        while self._is_reading.wait():
            sleep(_CHECK_INTERVAL_S)
            with self._lock:
                ports = list(+self._reads)
                if not ports:
                    self._is_reading.clear()
                    self._answered.clear()
            for port in ports:
                self._close_above_limit(port)

    def _close_above_limit(self, port: int) -> None:
        if sys.platform != "linux":
            return
        from socket import TCP_INFO

        for name, connection in connections(port):
            info = connection.getsockopt(IPPROTO_TCP, TCP_INFO, _TCP_INFO_BYTES)
            if len(info) < _TCP_INFO_BYTES:
                continue
            acked, received = struct.unpack_from("QQ", info, _BYTES_ACKED)
            acked_before, received_before = self._answered.get(name, (None, received))
            if acked != acked_before:
                self._answered[name] = (acked, received)
            elif received - received_before > _MAX_BYTES:
                with suppress(OSError):
                    connection.shutdown(SHUT_RDWR)
