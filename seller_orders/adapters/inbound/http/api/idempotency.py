"""Idempotency-Key: the response is stored with the change and replayed byte for byte.

Large bodies are stored compressed, with a Content-Encoding header. So a process of a release that
does not decompress them replays them as a valid response.
"""

import gzip
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

import msgspec
from flask import Response, request
from returns.result import Result

from seller_orders.adapters.inbound.http.api.requests import raw_body
from seller_orders.adapters.inbound.http.forwarded_path import public_path
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.application.idempotency import IdempotencyKey

_MAX_LENGTH: Final = 255
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_HEADERS: Final = ("Content-Type", "ETag", "Location")
_COMPRESSED_FROM: Final = 32 * 1024
_GZIPPED: Final = ("Content-Encoding", "gzip")


class _StoredResponse(msgspec.Struct, array_like=True):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_StoredResponse).decode


def idempotency_key(write: Callable[[Result[Any, Any]], Response]) -> IdempotencyKey | None:
    """Return the request's key, or None without one; ``write`` makes the response to store."""
    key = _key()
    return None if key is None else key_of_request(key, write)


def key_of_request(key: str, write: Callable[[Result[Any, Any]], Response]) -> IdempotencyKey:
    """Return an idempotency key for this request; ``write`` makes the response to store."""
    sent = b"\n".join((request.method.encode(), public_path().encode(), raw_body()))
    return IdempotencyKey(key, sha256(sent).hexdigest(), lambda outcome: _stored(write(outcome)))


def replayed(answer: bytes) -> Response:
    """Return a stored response."""
    stored = _decode(answer)
    headers, body = stored.headers, stored.body
    if _GZIPPED in headers:
        headers.remove(_GZIPPED)
        body = gzip.decompress(body)
    response = Response(body, stored.status, headers=headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _stored(response: Response) -> bytes:
    headers = [(name, response.headers[name]) for name in _HEADERS if name in response.headers]
    body = response.get_data()
    if len(body) >= _COMPRESSED_FROM:
        headers.append(_GZIPPED)
        body = gzip.compress(body, compresslevel=1, mtime=0)
    return _encode(_StoredResponse(response.status_code, headers, body))


def _key() -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    # The IETF draft defines a quoted string; unquoted text is the same key.
    quoted = _QUOTED.fullmatch(given)
    key = _ESCAPED.sub(r"\1", quoted[1]) if quoted else given
    if not (len(key) <= _MAX_LENGTH and _PRINTABLE.fullmatch(key)):
        detail = f"Idempotency-Key must be 1 to {_MAX_LENGTH} printable ASCII characters."
        invalid("invalid", detail, "Idempotency-Key")
    return key
