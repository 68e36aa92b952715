"""Text as searches compare it: without case, accents and differences of Unicode normalization."""

import re
from typing import Final
from unicodedata import decimal, normalize

_LEFT_OUT: Final = re.compile(
    "["
    # Accents of Latin, Greek and Cyrillic letters.
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    # Points of Hebrew and Arabic, which are rarely written.
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    # Characters that are not visible.
    "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
    "]"
)
_LETTERS: Final = str.maketrans(
    {"æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "œ": "oe"}
    | {"ŧ": "t"}
)
"""Letters with strokes and ligatures, which Unicode does not decompose."""

_FOREIGN_DIGIT: Final = re.compile(r"(?![0-9])\d")


def folded(text: str) -> str:
    """Return a text for comparison: decomposed, in lower case, without accents.

    Signs that change a word stay, such as the vowel signs of Indian scripts. The folded beginning
    of a text is the beginning of the folded text. Decimal digits of all scripts become ASCII.

    >>> folded("İST-１"), folded("Łódź"), folded("Straße")
    ('ist-1', 'lodz', 'strasse')
    """
    if text.isascii():
        return text.lower()
    plain = _LEFT_OUT.sub("", normalize("NFKD", normalize("NFKD", text).casefold()))
    return _FOREIGN_DIGIT.sub(_ascii_digit, plain.translate(_LETTERS))


def _ascii_digit(digit: re.Match[str]) -> str:
    return str(decimal(digit[0]))
