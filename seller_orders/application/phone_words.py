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

    >>> sorted(set(words_of_phone("+91 98765 43210")))
    ['919876543210', '9876543210']
    >>> sorted(set(words_of_phone("098765-43210")))
    ['09876543210', '9876543210']
    """
    text = folded(phone).strip()
    digits = "".join(each for each in text if each in "0123456789")
    if digits:
        has_code = text.startswith("+")
        yield digits
        yield from _other_forms(digits, has_code=has_code)
        if not has_code and digits[0] != _TRUNK and len(digits) >= _LEAST_WITH_CODE:
            yield from _without_code(digits)


def forms_of_digits(digits: str, *, has_plus: bool) -> Iterator[str]:
    """Yield the forms of a phone number's first digits, which a search looks for."""
    yield digits
    if has_plus or len(digits) >= _LEAST_OF_PHONE:
        yield from _other_forms(digits, has_code=has_plus)


def _other_forms(digits: str, *, has_code: bool) -> Iterator[str]:
    if has_code:
        yield from _without_code(digits)
    elif digits.startswith(_ABROAD):
        yield digits.removeprefix(_ABROAD)
        yield from _without_code(digits.removeprefix(_ABROAD))
    elif digits.startswith(_TRUNK):
        yield digits.removeprefix(_TRUNK)


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
