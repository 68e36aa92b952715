"""Refusal of requests whose headers two programs could read differently (RFC 9110, RFC 9112).

The server joins repeated headers with a comma. It refuses different Content-Lengths itself.
"""

import re
from typing import Final, NoReturn

from flask import request

from seller_orders.adapters.inbound.http.request_errors import ProblemError

_HOST: Final = re.compile(r"[A-Za-z0-9._~%!$&'()*+;=:\[\]-]+")
_SEVERAL_CREDENTIALS: Final = re.compile(r"\s*(?:bearer|basic)\b[^,]*,", re.IGNORECASE)
_QUOTED: Final = re.compile(r'\s*"(?:[^"\\]|\\.)*"\s*')


def refuse_ambiguous_headers() -> None:
    """Raise ProblemError if a header that must be unique is missing, repeated or invalid."""
    given = request.environ
    host = given.get("HTTP_HOST", "")
    if not _HOST.fullmatch(host) and (host or given.get("SERVER_PROTOCOL") != "HTTP/1"):
        _refuse("Host must be given once, with the name or address of the server.")
    if given.get("HTTP_TRANSFER_ENCODING", "chunked").lower() != "chunked":
        _refuse("Transfer-Encoding must be chunked, given once. Send the body uncompressed.")
    if "," in given.get("CONTENT_TYPE", ""):
        _refuse("Content-Type must be given once: application/json.")
    if _SEVERAL_CREDENTIALS.match(given.get("HTTP_AUTHORIZATION", "")):
        _refuse("Authorization must be given once: Bearer <key>.")
    key = given.get("HTTP_IDEMPOTENCY_KEY", "")
    if "," in key and not _QUOTED.fullmatch(key):
        _refuse(
            "Idempotency-Key must be given once. A key that contains a comma must be in quotes."
        )


def _refuse(detail: str) -> NoReturn:
    raise ProblemError(400, "bad_request", detail)
