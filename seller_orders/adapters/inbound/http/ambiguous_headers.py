"""Refusal of requests whose headers two programs could read differently (RFC 9110, RFC 9112).

The server refuses different Content-Lengths itself.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NoReturn

from seller_orders.adapters.inbound.http.request_errors import ProblemError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

REPEATED_HEADERS: Final = "seller_orders.repeated_headers"
"""Key of the WSGI environment: the CGI names of headers that the request has several times."""

_HOST: Final = re.compile(r"[A-Za-z0-9._~%!$&'()*+;=:\[\]-]+")
_UNIQUE: Final[Mapping[str, str]] = {
    "HTTP_HOST": "Host must be given once, with the name or address of the server.",
    "HTTP_TRANSFER_ENCODING": (
        "Transfer-Encoding must be chunked, given once. Send the body uncompressed."
    ),
    "CONTENT_TYPE": "Content-Type must be given once: application/json.",
    "HTTP_AUTHORIZATION": "Authorization must be given once: Bearer <key>.",
    "HTTP_IDEMPOTENCY_KEY": "Idempotency-Key must be given once.",
}


def refuse_ambiguous_headers(given: "WSGIEnvironment") -> None:
    """Raise ProblemError if a header that must be unique is missing, repeated or invalid."""
    for name in given.get(REPEATED_HEADERS, ()):
        if name in _UNIQUE:
            _refuse(name)
    host = given.get("HTTP_HOST", "")
    if not _HOST.fullmatch(host) and (host or given.get("SERVER_PROTOCOL") != "HTTP/1"):
        _refuse("HTTP_HOST")
    if given.get("HTTP_TRANSFER_ENCODING", "chunked").lower() != "chunked":
        _refuse("HTTP_TRANSFER_ENCODING")
    if "," in given.get("CONTENT_TYPE", ""):
        _refuse("CONTENT_TYPE")


def _refuse(name: str) -> NoReturn:
    raise ProblemError(400, "bad_request", _UNIQUE[name])
