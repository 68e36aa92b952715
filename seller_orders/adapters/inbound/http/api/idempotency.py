"""Idempotency-Key: an answer is written down with the change, and given again byte for byte."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

import msgspec
from flask import Response, request
from returns.result import Result

from seller_orders.adapters.inbound.http.api.requests import raw_body
from seller_orders.adapters.inbound.http.public_path import public_path
from seller_orders.adapters.inbound.http.request_errors import invalid
from seller_orders.application.idempotency import IdempotencyKey

_MOST: Final = 255
_PRINTABLE: Final = re.compile(r"[\x20-\x7e]+")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
_ESCAPED: Final = re.compile(r"\\(.)")
_HEADERS: Final = ("Content-Type", "ETag", "Location")


class _WrittenAnswer(msgspec.Struct, array_like=True):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(_WrittenAnswer).decode


def idempotency_key(write: Callable[[Result[Any, Any]], Response]) -> IdempotencyKey | None:
    """Return the request's key, if it has one; ``write`` makes its answer."""
    key = _key()
    return None if key is None else once_under(key, write)


def once_under(key: str, write: Callable[[Result[Any, Any]], Response]) -> IdempotencyKey:
    """Return a key for this request; ``write`` makes its answer."""
    sent = b"\n".join((request.method.encode(), public_path().encode(), raw_body()))
    return IdempotencyKey(key, sha256(sent).hexdigest(), lambda outcome: _written(write(outcome)))


def replayed(answer: bytes) -> Response:
    """Give an answer again that was written down."""
    written = _decode(answer)
    response = Response(written.body, written.status, headers=written.headers)
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _written(response: Response) -> bytes:
    headers = [(name, response.headers[name]) for name in _HEADERS if name in response.headers]
    return _encode(_WrittenAnswer(response.status_code, headers, response.get_data()))


def _key() -> str | None:
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    # The IETF draft's form is a quoted string; a bare one is the same key.
    quoted = _QUOTED.fullmatch(given)
    key = _ESCAPED.sub(r"\1", quoted[1]) if quoted else given
    if not (len(key) <= _MOST and _PRINTABLE.fullmatch(key)):
        detail = f"A key is 1 to {_MOST} printable ASCII characters."
        invalid("invalid", detail, "Idempotency-Key")
    return key
