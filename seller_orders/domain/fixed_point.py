"""Decimals as integers of a smallest unit, converted exactly."""

from decimal import Context, Decimal
from typing import Final

_EXACT: Final = Context(prec=28)
_ZERO: Final = Decimal(0)


def to_integer(number: Decimal, decimals: int, places: int) -> int | None:
    """Return a non-negative number as an integer of its unit's 10^``places``-th parts.

    Returns None if the number has more than ``decimals`` decimals, which are at most ``places``.

    >>> to_integer(Decimal("12.5"), decimals=2, places=4), to_integer(Decimal("0.125"), 2, 4)
    (125000, None)
    """
    if not number:
        return 0
    if number.adjusted() < -places:
        return None
    # Text is exact: arithmetic would round a long fraction to the context's precision.
    whole, _, fraction = format(number, "f").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        return None
    return int(whole + fraction.ljust(places, "0"))


def to_decimal(integer: int, places: int) -> Decimal:
    """Return an integer of 10^``places``-th parts as a decimal, without trailing zeros.

    >>> to_decimal(-125_000, places=4)
    Decimal('-12.5')
    """
    return _EXACT.divide(Decimal(integer), Decimal(10**places)) if integer else _ZERO
