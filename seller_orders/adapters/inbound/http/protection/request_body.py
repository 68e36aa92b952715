"""Reads request bodies: complete, in time, and no larger than allowed."""

from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, Final

from attrs import field, frozen
from flask import request
from werkzeug.sansio.utils import get_content_length

from seller_orders.adapters.inbound.http.forwarded_path import is_internal
from seller_orders.adapters.inbound.http.protection.body_concurrency import (
    TenantAllowances,
    UnknownSenders,
    aborted,
)
from seller_orders.adapters.inbound.http.protection.concurrency_limit import ConcurrencyLimit
from seller_orders.adapters.inbound.http.protection.input_stream import (
    MAX_DISCARDED_BYTES,
    BodyAbortedError,
    BodyTimeoutError,
    BodyTooLargeError,
    IncompleteBodyError,
    RequestInput,
)
from seller_orders.adapters.inbound.http.request_errors import ProblemError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_BODY_BYTES: Final = 1024 * 1024
"""Limit of a public request's body."""

# A commit has the whole new states of up to 1,000 orders.
_MAX_INTERNAL_BODY_BYTES: Final = 64 * 1024 * 1024
_READ_TIMEOUT_S: Final = 10.0
_DISCARD_TIMEOUT_S: Final = 1.0
# Keys of the WSGI environment.
_SENDER: Final = "seller_orders.body_sender"
_BODY: Final = "seller_orders.body"


def set_body_sender(environ: "WSGIEnvironment", domain_id: str) -> None:
    """Count a request's body as the domain's, which the caller's credential covers."""
    environ[_SENDER] = domain_id


@frozen
class BodyReader:
    """Reads request bodies and releases the request's concurrency slot meanwhile."""

    _concurrency_limit: ConcurrencyLimit
    _tenants: TenantAllowances = field(factory=TenantAllowances, init=False)
    _unknown: UnknownSenders = field(factory=UnknownSenders, init=False)

    def read(self, max_bytes: int = MAX_BODY_BYTES) -> bytes:
        """Return the whole body of the current request. The first call receives it.

        It may have ``max_bytes``, or more between layers.

        Raises ProblemError if the body is too large, too slow or shorter than its Content-Length,
        if a chunked body is malformed or empty, and if its sender has too many on the way.
        """
        environ = request.environ
        received: bytes | None = environ.get(_BODY)
        if received is None:
            environ[_BODY] = received = self._receive(environ, max_bytes)
        return received

    def _receive(self, environ: "WSGIEnvironment", max_bytes: int) -> bytes:
        if is_internal():
            max_bytes = _MAX_INTERNAL_BODY_BYTES
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ
        length = None if is_chunked else get_content_length(environ.get("CONTENT_LENGTH"))
        if not (is_chunked or length):
            return b""
        source: RequestInput = environ["wsgi.input"]
        if length is not None and length > max_bytes:
            self._discard(environ, source, length)
            raise _too_large(max_bytes)
        try:
            with (
                self._concurrency_limit.released(),
                self._allowance(environ, length or max_bytes),
            ):
                received = source.read(max_bytes, length, _READ_TIMEOUT_S)
        except BodyTooLargeError as error:
            raise _too_large(max_bytes) from error
        except IncompleteBodyError as error:
            raise _incomplete(error.received, length) from error
        except BodyTimeoutError as error:
            raise _timed_out() from error
        except BodyAbortedError as error:
            raise aborted() from error
        if not received:
            raise _incomplete(0, length)
        return received

    def _discard(self, environ: "WSGIEnvironment", source: RequestInput, length: int) -> None:
        """Receive a known sender's body that is too large, if it is on its way and not endless."""
        # Some clients report a broken connection instead of a response to a half-sent body.
        domain_id = environ.get(_SENDER)
        if domain_id is None or length > MAX_DISCARDED_BYTES or "HTTP_EXPECT" in environ:
            return
        with (
            self._concurrency_limit.released(),
            self._tenants.counted(domain_id),
            suppress(BodyTooLargeError, IncompleteBodyError, BodyTimeoutError),
        ):
            source.read(0, length, _DISCARD_TIMEOUT_S)

    def _allowance(
        self, environ: "WSGIEnvironment", max_bytes: int
    ) -> AbstractContextManager[None]:
        # Another layer has received the whole body, and sends requests of many domains.
        if is_internal():
            return nullcontext()
        if (domain_id := environ.get(_SENDER)) is not None:
            return self._tenants.counted(domain_id)
        return self._unknown.counted(max_bytes, environ["wsgi.input"].abort)


def _too_large(max_bytes: int) -> ProblemError:
    return ProblemError(
        413, "content_too_large", f"The body exceeds the limit of {max_bytes} bytes."
    )


def _incomplete(received: int, length: int | None) -> ProblemError:
    if length is None:
        detail = (
            "The chunked body was cut off, malformed or empty. Send all chunks and the last "
            "one of size 0; send an empty body without Transfer-Encoding."
        )
    else:
        detail = (
            f"The body has {received} of the {length} bytes that Content-Length announces. "
            "Send the whole body."
        )
    return ProblemError(400, "incomplete_body", detail)


def _timed_out() -> ProblemError:
    return ProblemError(
        408,
        "request_timeout",
        f"The body did not arrive within {_READ_TIMEOUT_S:g} s. Send the request again.",
    )
