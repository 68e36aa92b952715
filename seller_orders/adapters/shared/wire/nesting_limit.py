"""How deep JSON nests, told before it is decoded: a decoder goes as deep as it is led."""

from typing import Final

MOST_LEVELS: Final = 32
"""Documents of ours have at most eight; the rest is for what imports carry along."""

_KEPT: Final = b'"[]{}'
_DROPPED: Final = bytes(set(range(256)) - set(_KEPT))
_TOO_DEEP: Final = b"[" * (MOST_LEVELS + 1)
_ONE_KIND: Final = bytes.maketrans(b"{}", b"[]")


def nests_too_deep(text: bytes) -> bool:
    """Tell whether arrays and objects nest deeper than is allowed; what is no JSON may do so too.

    Most texts have so few brackets that counting them is enough. In others each pass takes the
    innermost pairs away, at the speed of the interpreter's own searches.
    """
    if text.count(b"[") + text.count(b"{") <= MOST_LEVELS:
        return False
    unescaped = text.replace(rb"\\", b"").replace(rb"\"", b"")
    brackets = b"".join(unescaped.translate(_ONE_KIND, _DROPPED).split(b'"')[::2])
    if _TOO_DEEP in brackets:
        return True
    for _ in range(MOST_LEVELS):
        brackets = brackets.replace(b"[]", b"")
    return b"[]" in brackets or _TOO_DEEP in brackets
