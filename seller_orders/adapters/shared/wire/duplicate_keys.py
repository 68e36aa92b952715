"""Search for keys that an object of a JSON text has twice. Decoders keep the last one silently."""

import json
from contextlib import suppress
from typing import Any, Final

import msgspec

_decode: Final = msgspec.json.Decoder(float_hook=str).decode
_encode: Final = msgspec.json.Encoder().encode


class _DuplicateKeyError(Exception):
    pass


def duplicate_key(text: bytes) -> str | None:
    """Return a key that an object has twice, at any depth. Returns None if there is none.

    A decoded document has all members of its text, and so all colons, unless a key was a duplicate.
    Counting colons takes a third of the time of a hook for each object.

    The text may be malformed: the decoder of its document reports that.
    """
    with suppress(ValueError):
        if _colons(text) == _encode(_decode(text)).count(b":"):
            return None
    try:
        json.loads(text, object_pairs_hook=_ensure_unique, parse_int=str, parse_float=str)
    except _DuplicateKeyError as error:
        return str(error)
    except ValueError:
        return None
    return None


def _colons(text: bytes) -> int:
    """Count colons, also those that are escaped in strings, as encoders do not escape them."""
    count = text.count(b":")
    if rb"\u003" in text:
        escapes = text.replace(rb"\\", b"").lower()
        count += escapes.count(rb"\u003a")
    return count


def _ensure_unique(members: list[tuple[str, Any]]) -> None:
    keys = set[str]()
    for key, _ in members:
        if key in keys:
            raise _DuplicateKeyError(key)
        keys.add(key)
