"""Connections whose whole exchange has a deadline, and that check the address they connect to.

Socket timeouts apply to each read. A server that sends one byte at a time never exceeds them, so
each wait is cut to the time that is left until the deadline.
"""

import socket
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from time import monotonic
from typing import Any, Final

from attrs import frozen
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from seller_orders.adapters.shared.http_client.address_filter import ensure_public
from seller_orders.adapters.shared.http_client.bounds import Bounds

_SENT_AT_ONCE: Final = 16 * 1024
"""Bytes of a TLS record. ``sendall`` over TLS applies its timeout to each record."""


class _BoundedConnection(HTTPConnection):
    def __init__(self, *args: Any, bounds: Bounds, **options: Any) -> None:
        super().__init__(*args, **options)
        self._bounds = bounds
        self.restart_deadline()

    def restart_deadline(self) -> None:
        self._deadline = monotonic() + self._bounds.total_s

    def send(self, data: Any) -> None:
        for start in range(0, len(data), _SENT_AT_ONCE):
            if self.sock is not None:
                self.sock.settimeout(self._at_most(self._bounds.connect_s))
            super().send(data[start : start + _SENT_AT_ONCE])

    def receive(self, connected: socket.socket, buffer: Any) -> int:
        while True:
            connected.settimeout(self._at_most(self._bounds.read_s))
            try:
                return connected.recv_into(buffer)
            except TimeoutError:
                if not self._bounds.is_alive():
                    raise

    def response_class(self, connected: socket.socket, **options: Any) -> HTTPResponse:  # type: ignore[override]
        readable: Any = _Readable(self, connected)
        return HTTPResponse(readable, **options)

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


class _BoundedTlsConnection(_BoundedConnection, HTTPSConnection):
    pass


@frozen
class _Readable:
    """Socket, as far as ``http.client`` uses it to read a response."""

    connection: _BoundedConnection
    socket: socket.socket

    def makefile(self, _: str) -> BufferedReader:
        return BufferedReader(_Reader(self.connection, self.socket))


class _Reader(RawIOBase):
    def __init__(self, connection: _BoundedConnection, connected: socket.socket) -> None:
        self._connection = connection
        self._socket = connected
        # The socket stays open for the response after its connection has been closed.
        self._held = connected.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._connection.receive(self._socket, buffer)

    def close(self) -> None:
        self._held.close()
        super().close()


class _DeadlinePool(HTTPConnectionPool):
    def _get_conn(self, timeout: float | None = None) -> Any:
        connection: Any = super()._get_conn(timeout)
        connection.restart_deadline()
        return connection


class BoundedPool(_DeadlinePool):
    """Connections to an http service."""

    ConnectionCls = _BoundedConnection


class BoundedTlsPool(_DeadlinePool, HTTPSConnectionPool):
    """Connections to an https service."""

    ConnectionCls = _BoundedTlsConnection
