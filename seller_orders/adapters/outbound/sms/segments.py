"""Segments of text messages (3GPP TS 23.038 and 23.040)."""

from collections.abc import Iterable
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
_GSM_7_BIT: Final = _BASIC | _EXTENSION
_SEPTETS: Final = 160
_UTF_16_UNITS: Final = 70


def fits(text: str) -> bool:
    """Return True if a text is one segment: 160 septets of GSM 7 bit, or 70 units of UTF-16."""
    if _GSM_7_BIT.issuperset(text):
        return len(text) + sum(character in _EXTENSION for character in text) <= _SEPTETS
    return len(text.encode("utf-16-le")) <= 2 * _UTF_16_UNITS


def fitted(text: str, more: Iterable[str]) -> str:
    """Return the text with each further sentence that fits the segment; never cut the text.

    >>> fitted("On its way.", ["By Rahul.", "x" * 160, "Today."])
    'On its way. By Rahul. Today.'
    """
    for each in more:
        longer = f"{text} {each}"
        if fits(longer):
            text = longer
    return text
