"""Receiving bodies: no more bytes than are allowed, all that were announced, and in time."""

from typing import Final, NoReturn

from flask import g, request

from seller_orders.adapters.inbound.http.installation import installation
from seller_orders.adapters.inbound.http.problems import ProblemError

MAX_BODY_BYTES: Final = 1024 * 1024


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
    if announced is not None and announced > MAX_BODY_BYTES:
        _too_large()
    # One byte more than is allowed: a body of no announced length is cut off there, and so noticed.
    size = MAX_BODY_BYTES + 1 if announced is None else announced
    # A carrier's events are of any domain.
    sender = (request.view_args or {}).get("domain_id", request.path)
    port = int(request.environ["SERVER_PORT"])
    with installation().turns.ceded(), installation().body_waits.one(sender, port):
        received: bytes = request.environ["wsgi.input"].read(size)
    if len(received) > MAX_BODY_BYTES:
        _too_large()
    if announced is not None and len(received) < announced:
        detail = f"{announced} bytes were announced, and {len(received)} came."
        raise ProblemError(400, "incomplete_body", detail)
    return received


def _too_large() -> NoReturn:
    raise ProblemError(413, "content_too_large", f"At most {MAX_BODY_BYTES} bytes are read.")
