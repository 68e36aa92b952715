"""Receiving bodies: no more bytes than are allowed, all that were announced, and in time."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final, NoReturn

from flask import g, request

from seller_orders.adapters.inbound.http.api.problems import ProblemError
from seller_orders.adapters.inbound.http.app_context import installation
from seller_orders.adapters.inbound.http.internal_api.public_path import is_from_a_layer

MAX_BODY_BYTES: Final = 1024 * 1024
"""Of an operation's body."""

_MAX_BYTES_BETWEEN_LAYERS: Final = 16 * 1024 * 1024


def content() -> bytes:
    """Return the whole body of an operation's request, which is received as it is first asked for.

    ProblemError if it is too large, comes too slowly, or ends before the length it was to have;
    for a chunked body also if a chunk is malformed, or if it is empty.
    """
    if "content" not in g:
        g.content = _received()
    received: bytes = g.content
    return received


def _received() -> bytes:
    most = _MAX_BYTES_BETWEEN_LAYERS if is_from_a_layer() else MAX_BODY_BYTES
    if "Transfer-Encoding" in request.headers:
        return _chunked(most)
    announced = request.content_length
    if announced is None:
        return b""
    if announced > most:
        _too_large(most)
    with installation().turns.released(), _waiting():
        received: bytes = request.environ["wsgi.input"].read(announced)
    if len(received) < announced:
        detail = f"{announced} bytes were announced, and {len(received)} came."
        raise ProblemError(400, "incomplete_body", detail)
    return received


def _chunked(most: int) -> bytes:
    limit = installation().chunked_body_limit
    with installation().turns.released(), _waiting(), limit.enforced(_port()):
        # Granian's read() is all or nothing: empty if the chunks break off or are malformed.
        # Its read(size) returns what came before the error, as if it were the whole body.
        received: bytes = request.environ["wsgi.input"].read()
    if len(received) > most:
        _too_large(most)
    if not received:
        raise ProblemError(
            400,
            "incomplete_body",
            "The chunked body was cut off, malformed or empty. Send all chunks and the last one "
            "of size 0; send an empty body without Transfer-Encoding.",
        )
    return received


def _waiting() -> AbstractContextManager[None]:
    # Another layer has its body at hand, and many domains'.
    if is_from_a_layer():
        return nullcontext()
    # A carrier's events are of any domain.
    sender = (request.view_args or {}).get("domain_id", request.path)
    return installation().body_waits.one(sender, _port())


def _port() -> int:
    return int(request.environ["SERVER_PORT"])


def _too_large(most: int) -> NoReturn:
    raise ProblemError(413, "content_too_large", f"At most {most} bytes are read.")
