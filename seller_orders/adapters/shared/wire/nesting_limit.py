"""Nesting limit of JSON, checked before decoding because decoders recurse without one."""

from typing import Final

MAX_LEVELS: Final = 32
"""The API's documents need eight levels. Data of imported timelines may nest deeper."""

_KEPT: Final = b'"[]{}'
_DROPPED: Final = bytes(set(range(256)) - set(_KEPT))
_TOO_DEEP: Final = b"[" * (MAX_LEVELS + 1)
_ONE_KIND: Final = bytes.maketrans(b"{}", b"[]")


def nests_too_deep(text: bytes) -> bool:
    """Return whether a text nests deeper than the limit. It need not be valid JSON.

    Most texts have so few brackets that a count is enough. Otherwise each pass removes the
    innermost pairs with the fast built-in ``bytes.replace``.
    """
    if text.count(b"[") + text.count(b"{") <= MAX_LEVELS:
        return False
    unescaped = text.replace(rb"\\", b"").replace(rb"\"", b"")
    brackets = b"".join(unescaped.translate(_ONE_KIND, _DROPPED).split(b'"')[::2])
    if _TOO_DEEP in brackets:
        return True
    for _ in range(MAX_LEVELS):
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets or _TOO_DEEP in brackets
