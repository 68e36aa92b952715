"""Reads request bodies: complete, in time, and no larger than allowed."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final, NoReturn

from attrs import field, frozen
from flask import g, request

from seller_orders.adapters.inbound.http.forwarded_path import is_internal
from seller_orders.adapters.inbound.http.protection.body_read_limit import BodyReadLimit
from seller_orders.adapters.inbound.http.protection.chunked_body_limit import ChunkedBodyLimit
from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.inbound.http.request_errors import ProblemError

MAX_BODY_BYTES: Final = 1024 * 1024
"""Limit of a public request's body."""

_MAX_INTERNAL_BODY_BYTES: Final = 16 * 1024 * 1024


@frozen
class BodyReader:
    """Reads request bodies and releases the request's concurrency slot meanwhile."""

    _concurrency_limit: ConcurrencyLimit
    _read_limit: BodyReadLimit = field(factory=BodyReadLimit, init=False)
    _chunked_limit: ChunkedBodyLimit = field(factory=ChunkedBodyLimit, init=False)

    def read(self) -> bytes:
        """Return the whole body of the current request. The first call receives it.

        Raises ProblemError if the body is too large, too slow or shorter than its Content-Length,
        and if a chunked body is malformed or empty.
        """
        if "request_body" not in g:
            g.request_body = self._receive()
        received: bytes = g.request_body
        return received

    def _receive(self) -> bytes:
        max_bytes = _MAX_INTERNAL_BODY_BYTES if is_internal() else MAX_BODY_BYTES
        if "Transfer-Encoding" in request.headers:
            return self._receive_chunked(max_bytes)
        length = request.content_length
        if length is None:
            return b""
        if length > max_bytes:
            _too_large(max_bytes)
        with self._concurrency_limit.released(), self._limited_wait():
            received: bytes = request.environ["wsgi.input"].read(length)
        if len(received) < length:
            raise ProblemError(
                400,
                "incomplete_body",
                f"The body has {len(received)} of the {length} bytes that Content-Length announces."
                " Send the whole body.",
            )
        return received

    def _receive_chunked(self, max_bytes: int) -> bytes:
        limit = self._chunked_limit.enforced(_port())
        with self._concurrency_limit.released(), self._limited_wait(), limit:
            # Granian's read() is all or nothing: empty if the chunks break off or are malformed.
            # Its read(size) returns what came before the error, as if it were the whole body.
            received: bytes = request.environ["wsgi.input"].read()
        if len(received) > max_bytes:
            _too_large(max_bytes)
        if not received:
            raise ProblemError(
                400,
                "incomplete_body",
                "The chunked body was cut off, malformed or empty. Send all chunks and the last "
                "one of size 0; send an empty body without Transfer-Encoding.",
            )
        return received

    def _limited_wait(self) -> AbstractContextManager[None]:
        # Another layer has received the whole body, and sends requests of many domains.
        if is_internal():
            return nullcontext()
        # The path of a carrier's event names no domain.
        sender = (request.view_args or {}).get("domain_id", request.path)
        return self._read_limit.limited(sender, _port())


def _port() -> int:
    return int(request.environ["SERVER_PORT"])


def _too_large(max_bytes: int) -> NoReturn:
    raise ProblemError(
        413, "content_too_large", f"The body exceeds the limit of {max_bytes} bytes."
    )
