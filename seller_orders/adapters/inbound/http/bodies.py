"""Receiving bodies: no more bytes than are allowed, all that were announced, and in time."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final, NoReturn

from flask import g, request

from seller_orders.adapters.inbound.http.installation import installation
from seller_orders.adapters.inbound.http.problems import ProblemError
from seller_orders.adapters.inbound.http.public_path import is_from_a_layer

MAX_BODY_BYTES: Final = 1024 * 1024
"""Of an operation's body."""

_MAX_BYTES_BETWEEN_LAYERS: Final = 16 * 1024 * 1024


def content() -> bytes:
    """Return the whole body of an operation's request, which is received as it is first asked for.

    ProblemError if it is too large, comes too slowly, or ends before the length it was to have.
    """
    if "content" not in g:
        g.content = _received()
    received: bytes = g.content
    return received


def _received() -> bytes:
    announced = request.content_length
    if announced is None and "Transfer-Encoding" not in request.headers:
        return b""
    most = _MAX_BYTES_BETWEEN_LAYERS if is_from_a_layer() else MAX_BODY_BYTES
    if announced is not None and announced > most:
        _too_large(most)
    # One byte more than is allowed: a body of no announced length is cut off there, and so noticed.
    size = most + 1 if announced is None else announced
    with installation().turns.ceded(), _waiting():
        received: bytes = request.environ["wsgi.input"].read(size)
    if len(received) > most:
        _too_large(most)
    if announced is not None and len(received) < announced:
        detail = f"{announced} bytes were announced, and {len(received)} came."
        raise ProblemError(400, "incomplete_body", detail)
    return received


def _waiting() -> AbstractContextManager[None]:
    # Another layer has its body at hand, and many domains'.
    if is_from_a_layer():
        return nullcontext()
    # A carrier's events are of any domain.
    sender = (request.view_args or {}).get("domain_id", request.path)
    return installation().body_waits.one(sender, int(request.environ["SERVER_PORT"]))


def _too_large(most: int) -> NoReturn:
    raise ProblemError(413, "content_too_large", f"At most {most} bytes are read.")
