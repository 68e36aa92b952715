"""Requests that two HTTP programs could read differently."""

from collections.abc import Mapping
from typing import Final

HOST: Final = "Host: orders.example"
JSON: Final = "Content-Type: application/json"
CHUNKED: Final = "Transfer-Encoding: chunked"

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "two hosts": (HOST, "Host: evil.example"),
    "the same host twice": (HOST, HOST),
    "no host": (),
    "an empty host": ("Host:",),
    "a host with a path": ("Host: orders.example/x",),
    "a host with a user": ("Host: user@orders.example",),
    "a host with a space": ("Host: a b",),
    "two lengths": (HOST, "Content-Length: 2", "Content-Length: 3"),
    "a list of lengths": (HOST, "Content-Length: 2, 2"),
    "compressed chunks": (HOST, "Transfer-Encoding: gzip, chunked"),
    "compressed chunks in two headers": (HOST, "Transfer-Encoding: gzip", CHUNKED),
    "chunks twice": (HOST, CHUNKED, CHUNKED),
    "chunks that are compressed afterwards": (HOST, "Transfer-Encoding: chunked, gzip"),
    "two keys": (HOST, "Idempotency-Key: a", "Idempotency-Key: b"),
    "two quoted keys": (HOST, 'Idempotency-Key: "a"', 'Idempotency-Key: "b"'),
    "the same key twice": (HOST, "Idempotency-Key: a", "Idempotency-Key: a"),
}
"""Header lines that every route refuses with 400, whatever else is sent."""

WITH_UNDERSCORES: Final = (
    *("Content_Length: 1", "Transfer_Encoding: gzip", "Content_Type: text/plain"),
    *("Idempotency_Key: b", 'If_Match: "99"'),
)
"""Header lines that must not be taken for those with hyphens."""

CREDENTIALS: Final = ("Bearer other", "Basic dTpw")
"""Second Authorization headers, which every route refuses as well."""

BODIES: Final[Mapping[str, tuple[str, bytes]]] = {
    "a charset that is not UTF-8": (f"{JSON}; charset=iso-8859-1", b"{}"),
    "a charset in quotes": (f'{JSON}; charset="utf-16"', b"{}"),
    "two charsets": (f"{JSON}; charset=utf-8; charset=latin-1", b"{}"),
    "two types in one line": (f"{JSON}, application/json", b"{}"),
    "a key twice": (JSON, b'{"note": "a", "note": "b"}'),
    "a key twice, once escaped": (JSON, rb'{"note": "a", "not\u0065": "b"}'),
    "a key twice beside an escaped colon": (JSON, rb'{"note": 1, "note": "\u003a"}'),
    "a key twice in a list": (JSON, b'{"items": [{"id": "a"}, {"id": "b", "id": "b"}]}'),
    "a key twice in unread data": (JSON, b'{"data": {"a": [{"b": {"c": 1, "c": 1}}]}}'),
}
"""Content-Type lines and bodies that every route with a body refuses with 400."""
