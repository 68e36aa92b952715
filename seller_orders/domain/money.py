"""Money: exact amounts of one currency (contract, section 1)."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final, Self

from attrs import field, frozen
from returns.result import Failure, Result, Success

from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.fixed_point import to_decimal, to_integer
from seller_orders.domain.refusals import FieldProblem

PLACES: Final = 4
"""Decimals of stored amounts, in every currency."""

SCALE: Final = 10_000
"""Units in one whole amount of any currency."""

LIMIT: Final = 10**12
"""Exclusive upper limit of an amount, in whole currency."""

UNITS_LIMIT: Final = LIMIT * SCALE
"""Exclusive upper limit of an amount, in units of ``Money``."""

_RECENT_AMOUNTS: Final = 1024
"""A change reads the same amounts several times: for rows, messages and the response."""


@frozen(order=False)
class Money:
    """Non-negative amount, stored as an integer of ten-thousandths of its currency.

    >>> Money.of(Decimal("66.17"), "INR").unwrap().units
    661700
    """

    units: int = field()
    currency: str

    @units.validator
    def _fits(self, _: object, units: int) -> None:
        if not 0 <= units < UNITS_LIMIT:
            raise ValueError(f"money must be from 0 to below 10^12, not {units} units")

    @classmethod
    def of(cls, amount: Decimal | int, currency: str) -> Result[Self, FieldProblem]:
        """Parse an amount; a failure names the rule of its currency that it breaks."""
        if currency not in DECIMALS:
            return Failure(
                FieldProblem("currency_unknown", f"{currency!r} is not an ISO 4217 currency.")
            )
        number = Decimal(amount)
        if not (number.is_finite() and 0 <= number < LIMIT):
            return Failure(
                FieldProblem("amount_out_of_range", "An amount must be at least 0 and below 10^12.")
            )
        units = to_integer(number, DECIMALS[currency], PLACES)
        if units is None:
            detail = f"An amount in {currency} has at most {DECIMALS[currency]} decimals."
            return Failure(FieldProblem("too_many_decimals", detail))
        return Success(cls(units, currency))

    @classmethod
    @lru_cache
    def zero(cls, currency: str) -> Self:
        """Return zero in a currency."""
        return cls(0, currency)

    @property
    def amount(self) -> Decimal:
        """Decimal amount in the currency, without trailing zeros.

        >>> Money(4_723_800, "USD").amount, Money(2_000_000, "INR").amount
        (Decimal('472.38'), Decimal('200'))
        """
        return amount_of(self.units)

    def __add__(self, other: Self) -> Self:
        """Add an amount of the same currency."""
        return type(self)(self.units + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        """Subtract an amount of the same currency that is not larger."""
        return type(self)(self.units - self._same(other), self.currency)

    def __lt__(self, other: Self) -> bool:
        """Compare with an amount of the same currency."""
        return self.units < self._same(other)

    def __ge__(self, other: Self) -> bool:
        """Compare with an amount of the same currency."""
        return self.units >= self._same(other)

    def __bool__(self) -> bool:
        """Return whether the amount is above zero."""
        return self.units > 0

    def __str__(self) -> str:
        """Return amount and currency, for messages."""
        return f"{self.amount} {self.currency}"

    def _same(self, other: Self) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.units


@lru_cache(_RECENT_AMOUNTS)
def amount_of(units: int) -> Decimal:
    """Return units as a decimal amount, without trailing zeros."""
    return to_decimal(units, PLACES)


def minor_unit(currency: str) -> int:
    """Return the smallest amount of a currency, in units of ``Money``.

    >>> minor_unit("JPY"), minor_unit("INR"), minor_unit("KWD")
    (10000, 100, 10)
    """
    return _MINOR_UNITS[currency]


_MINOR_UNITS: Final[Mapping[str, int]] = {
    currency: 10 ** (PLACES - decimals) for currency, decimals in DECIMALS.items()
}
