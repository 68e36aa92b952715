"""Language tags (BCP 47, RFC 5646): ``de-CH``, ``hi``, ``zh-Hant-TW``."""

import re
from typing import Final

LANGUAGE_TAG_LENGTH: Final = 35
"""Longest tag, in characters, which RFC 5646 requires systems to store."""

_LANGUAGE: Final = "([A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})"
_SCRIPT: Final = "(-[A-Za-z]{4})?"
_REGION: Final = "(-([A-Za-z]{2}|[0-9]{3}))?"
_VARIANTS: Final = "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
_EXTENSIONS: Final = "(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*"
_PRIVATE: Final = "[Xx](-[A-Za-z0-9]{1,8})+"
# Registered before the grammar, which they do not follow.
_IRREGULAR: Final = (
    "i-(ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
    "|en-GB-oed|sgn-(BE-FR|BE-NL|CH-DE)"
)

LANGUAGE_TAG_PATTERN: Final = (
    f"{_LANGUAGE}{_SCRIPT}{_REGION}{_VARIANTS}{_EXTENSIONS}(-{_PRIVATE})?|{_PRIVATE}|{_IRREGULAR}"
)
"""Regular expression of well-formed tags, in a form that JSON Schema shares."""

_TAG: Final = re.compile(LANGUAGE_TAG_PATTERN)


def is_language_tag(text: str) -> bool:
    """Return whether a text is a well-formed language tag.

    The language need not be registered.

    >>> is_language_tag("de-CH"), is_language_tag("de_CH"), is_language_tag("German, Swiss")
    (True, False, False)
    """
    return len(text) <= LANGUAGE_TAG_LENGTH and _TAG.fullmatch(text) is not None
