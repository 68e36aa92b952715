"""Phone numbers as words of a search: their digits, with and without country code."""

from collections.abc import Iterator
from typing import Final

from seller_orders.application.text_folding import folded

_CODES_OF_ONE_DIGIT: Final = frozenset("17")
_CODES_OF_TWO_DIGITS: Final = frozenset(
    """
    20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65
    66 81 82 84 86 90 91 92 93 94 95 98
    """.split()
)
"""Country calling codes (ITU-T E.164); all others have three digits."""

_ABROAD: Final = "00"
_TRUNK: Final = "0"
_LEAST_WITH_CODE: Final = 11
"""Fewest digits of a number without a plus sign that may begin with a country code."""

_LEAST_OF_PHONE: Final = 7
"""Fewest digits of a query without a plus sign that are read as a phone number."""

_LEAST_AFTER_CODE: Final = 3


def words_of_phone(phone: str) -> Iterator[str]:
    """Yield the digits of a phone number in each form that people type.

    A number without country code also has the form with a zero: a query with a code looks for it.

    >>> sorted(set(words_of_phone("+91 98765 43210")))
    ['919876543210', '9876543210']
    >>> sorted(set(words_of_phone("98765-43210")))
    ['09876543210', '9876543210']
    """
    text = folded(phone).strip()
    digits = "".join(each for each in text if each in "0123456789")
    if not digits:
        return
    yield digits
    if international := _international(digits, has_plus=text.startswith("+")):
        yield international
        yield from _without_code(international)
        return
    national = digits.removeprefix(_TRUNK)
    yield national
    yield _TRUNK + national
    if national == digits and len(digits) >= _LEAST_WITH_CODE:
        yield from _without_code(digits)


def forms_of_digits(digits: str, *, has_plus: bool) -> Iterator[str]:
    """Yield the forms of a phone number's first digits, which a search looks for.

    A number with country code finds numbers with the same code, or without one.

    >>> sorted(set(forms_of_digits("919876543210", has_plus=True)))
    ['09876543210', '919876543210']
    """
    yield digits
    if not has_plus and len(digits) < _LEAST_OF_PHONE:
        return
    if international := _international(digits, has_plus=has_plus):
        yield international
        code = _code_of(international)
        national = international.removeprefix(code).removeprefix(_TRUNK)
        if len(national) >= _LEAST_AFTER_CODE:
            yield code + national
            yield _TRUNK + national
    else:
        yield digits.removeprefix(_TRUNK)


def _international(digits: str, *, has_plus: bool) -> str | None:
    """Return the digits of a number from its country code on; None if it has none."""
    if has_plus:
        return digits
    return digits.removeprefix(_ABROAD) if digits.startswith(_ABROAD) else None


def _without_code(digits: str) -> Iterator[str]:
    code = _code_of(digits)
    national = digits.removeprefix(code)
    if len(national) >= _LEAST_AFTER_CODE:
        yield national
        # Some write +44 (0)20, although that zero is not dialled after the code.
        if national.startswith(_TRUNK):
            yield national.removeprefix(_TRUNK)
            yield code + national.removeprefix(_TRUNK)


def _code_of(digits: str) -> str:
    if digits[:1] in _CODES_OF_ONE_DIGIT:
        return digits[:1]
    return digits[:2] if digits[:2] in _CODES_OF_TWO_DIGITS else digits[:3]
