"""Natural sort key of order numbers: digits count by their value."""

import re
from typing import Final
from unicodedata import decimal, normalize

_DIGITS: Final = re.compile(r"\d+")
_LONG: Final = 9
_MAX_KEY: Final = 600


def number_key(number: str) -> str:
    """Return a string that sorts by code point as the order numbers do.

    Each group of digits is preceded by its length, so that 9999 is before 10000. Leading zeros do
    not count. Keys have at most 600 characters; numbers with equal keys are sorted by order_id.

    >>> sorted(["#1002", "A-10", "10000", "#1001", "9999", "A-9"], key=number_key)
    ['#1001', '#1002', '9999', '10000', 'A-9', 'A-10']
    """
    return _DIGITS.sub(_with_length, normalize("NFC", number))[:_MAX_KEY]


def _with_length(group: re.Match[str]) -> str:
    digits = group[0]
    if not digits.isascii():
        digits = "".join(str(decimal(digit)) for digit in digits)
    digits = digits.lstrip("0")
    length = len(digits)
    return f"{length}{digits}" if length < _LONG else f"{_LONG}{length:03}{digits}"
