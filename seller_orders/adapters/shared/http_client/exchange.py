"""A request and its response on a connection, read by the parser of Node.js (llhttp)."""

from ssl import SSLError
from typing import Final

from attrs import define, field, frozen
from httptools import HttpParserError, HttpResponseParser
from urllib3 import HTTPHeaderDict
from urllib3.exceptions import HTTPError

from seller_orders.adapters.shared.http_client.bounded_connection import BoundedConnection
from seller_orders.adapters.shared.http_client.errors import (
    ConnectionLostError,
    NoResponseError,
    client_error,
)

_MAX_HEAD: Final = 64 * 1024
_FRAMED_BY: Final = ("content-length", "transfer-encoding")


@frozen
class HttpResponse:
    """Response of a service. A body that exceeds the client's limit ends there."""

    status: int
    headers: HTTPHeaderDict
    body: bytes


@define(eq=False)
class _Reading:
    """State of the parser. Informational responses come before the final one."""

    is_without_body: bool
    status: int = 0
    headers: HTTPHeaderDict = field(factory=HTTPHeaderDict)
    body: bytearray = field(factory=bytearray)
    has_head: bool = False
    is_complete: bool = False
    is_kept: bool = False
    parser: HttpResponseParser = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.parser = HttpResponseParser(self)

    def on_message_begin(self) -> None:
        # Nothing may follow the response that was asked for.
        self.is_kept = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.has_head:
            self.headers.add(name.decode("latin-1"), value.decode("latin-1"))

    def on_headers_complete(self) -> None:
        if self.has_head:
            return
        self.status = self.parser.get_status_code()
        if 100 <= self.status < 200:
            self.headers = HTTPHeaderDict()
            return
        self.has_head = True
        if self.is_without_body:
            self._complete()

    def on_body(self, data: bytes) -> None:
        if not self.is_complete:
            self.body += data

    def on_message_complete(self) -> None:
        if self.has_head and not self.is_complete:
            self._complete()

    def _complete(self) -> None:
        # The parser forgets it after the response.
        self.is_complete, self.is_kept = True, self.parser.should_keep_alive()

    @property
    def ends_with_the_connection(self) -> bool:
        """True for a body without a length."""
        return self.has_head and not any(name in self.headers for name in _FRAMED_BY)


def exchange(
    connection: BoundedConnection, request: bytes, *, is_head: bool, max_body: int | None
) -> HttpResponse:
    """Send a request and read its response, of whose body ``max_body`` bytes at most.

    Closes the connection unless it can be used again. Raises HttpClientError.
    """
    reading, is_kept = _Reading(is_head), False
    try:
        _connect(connection)
        _send(connection, request)
        is_kept = _read(connection, reading, max_body)
    finally:
        if not is_kept:
            connection.close()
    return HttpResponse(reading.status, reading.headers, bytes(reading.body[:max_body]))


def _connect(connection: BoundedConnection) -> None:
    if not connection.is_closed:
        return
    try:
        connection.connect()
    except HTTPError as error:
        raise client_error(error) from error
    except SSLError as error:
        raise NoResponseError("SSLError") from error
    except TimeoutError as error:
        raise NoResponseError("ReadTimeout") from error
    except OSError as error:
        raise _lost() from error


def _send(connection: BoundedConnection, request: bytes) -> None:
    try:
        connection.transmit(request)
    except TimeoutError as error:
        raise NoResponseError("WriteTimeout") from error
    except (BrokenPipeError, ConnectionResetError):
        pass  # A service may answer a request that it has not read, and close.
    except OSError as error:
        raise _lost() from error


def _read(connection: BoundedConnection, reading: _Reading, max_body: int | None) -> bool:
    """Read a response; return whether the connection can be used again."""
    received = 0
    while not reading.is_complete and (max_body is None or len(reading.body) < max_body):
        data = _received(connection)
        received += len(data)
        if not data and reading.ends_with_the_connection:
            return False
        if not data or (received > _MAX_HEAD and not reading.has_head):
            raise _lost()
        try:
            reading.parser.feed_data(data)
        except HttpParserError as error:
            if not reading.is_complete:
                raise _lost() from error
            return False
    return reading.is_kept


def _received(connection: BoundedConnection) -> bytes:
    try:
        return connection.receive()
    except SSLError as error:
        raise NoResponseError("SSLError") from error
    except TimeoutError as error:
        raise NoResponseError("ReadTimeout") from error
    except OSError as error:
        raise _lost() from error


def _lost() -> ConnectionLostError:
    return ConnectionLostError("ConnectionError: the connection was closed")
