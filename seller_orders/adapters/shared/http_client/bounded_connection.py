"""Connections whose whole exchange has a deadline, and that check the address they connect to.

Socket timeouts apply to each read. A server that sends one byte at a time never exceeds them, so
each wait is cut to the time that is left until the deadline.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from seller_orders.adapters.shared.http_client.address_filter import ensure_public
from seller_orders.adapters.shared.http_client.bounds import Bounds

_SENT_AT_ONCE: Final = 16 * 1024
"""Bytes of a TLS record. ``sendall`` over TLS applies its timeout to each record."""
_RECEIVED_AT_ONCE: Final = 64 * 1024


class BoundedConnection(HTTPConnection):
    """Connection with limits, over which requests are sent and responses read."""

    def __init__(self, *args: Any, bounds: Bounds, **options: Any) -> None:
        super().__init__(*args, **options)
        self._bounds = bounds
        self.restart_deadline()

    def restart_deadline(self) -> None:
        """Begin the time limit of a request."""
        self._deadline = monotonic() + self._bounds.total_s

    def transmit(self, data: bytes) -> None:
        """Send bytes on the open connection."""
        sock = self._open_socket()
        for start in range(0, len(data), _SENT_AT_ONCE):
            sock.settimeout(self._at_most(self._bounds.connect_s))
            sock.sendall(data[start : start + _SENT_AT_ONCE])

    def receive(self) -> bytes:
        """Return the next bytes, none at the end of the connection."""
        sock = self._open_socket()
        while True:
            sock.settimeout(self._at_most(self._bounds.read_s))
            try:
                return sock.recv(_RECEIVED_AT_ONCE)
            except TimeoutError:
                if not self._bounds.is_alive():
                    raise

    def _open_socket(self) -> socket.socket:
        assert self.sock is not None, "it was connected"
        return self.sock

    def _new_conn(self) -> socket.socket:
        # The address that is checked is the one that is connected to: a second lookup could differ.
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        failure: OSError = OSError("the name has no address")
        for family, _, _, _, address in found:
            if not self._bounds.allow_private:
                ensure_public(str(address[0]))
            try:
                return self._connected(family, address)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, "no connection in time") from failure
        raise NewConnectionError(self, str(failure)) from failure

    def _connected(self, family: int, address: Any) -> socket.socket:
        connecting = socket.socket(family, socket.SOCK_STREAM)
        try:
            for option in self.socket_options or ():
                connecting.setsockopt(*option)
            connecting.settimeout(self._at_most(self._bounds.connect_s))
            connecting.connect(address)
            connecting.settimeout(self._at_most(self._bounds.connect_s))
        except BaseException:
            connecting.close()
            raise
        return connecting

    def _at_most(self, limit_s: float) -> float:
        left_s = self._deadline - monotonic()
        if left_s <= 0:
            raise TimeoutError("the time limit of the request is over")
        return min(limit_s, left_s)


class _BoundedTlsConnection(BoundedConnection, HTTPSConnection):
    pass


class _DeadlinePool(HTTPConnectionPool):
    @contextmanager
    def connection(self) -> Iterator[BoundedConnection]:
        """Provide a connection, for one request; one that is closed is opened anew."""
        connection: Any = self._get_conn()
        connection.restart_deadline()
        try:
            yield connection
        finally:
            self._put_conn(connection)


class BoundedPool(_DeadlinePool):
    """Connections to an http service."""

    ConnectionCls = BoundedConnection


class BoundedTlsPool(_DeadlinePool, HTTPSConnectionPool):
    """Connections to an https service."""

    ConnectionCls = _BoundedTlsConnection
