"""Languages that notifications are written in."""

from collections.abc import Iterator
from typing import Final

from seller_orders.domain.language_tag import is_language_tag
from seller_orders.domain.refusals import FieldProblem

LANGUAGES: Final = ("de", "en", "es", "fr")
"""Languages with phrases."""


def supported_language(tag: str | None) -> str | None:
    """Return the language of a tag's first part; None if it has no phrases.

    >>> supported_language("de-CH"), supported_language("hi")
    ('de', None)
    """
    language = (tag or "").partition("-")[0].lower()
    return language if language in LANGUAGES else None


def problems_of_language(tag: str) -> Iterator[FieldProblem]:
    """Return what is wrong with a language that a domain sets."""
    if not is_language_tag(tag):
        yield FieldProblem("invalid", "It must be a BCP 47 language tag, such as de-CH.")
    elif supported_language(tag) is None:
        detail = f"Notifications are written in {', '.join(LANGUAGES)}, with or without a region."
        yield FieldProblem("unknown_value", detail)
