"""Prices of one unit, which have more decimals than their currency (contract, section 1)."""

from decimal import Decimal
from typing import Final, Self

from attrs import field, frozen
from returns.result import Failure, Result, Success

from seller_orders.domain.fixed_point import to_decimal, to_integer
from seller_orders.domain.money import LIMIT, minor_unit
from seller_orders.domain.refusals import FieldProblem

PRICE_PLACES: Final = 6
"""Decimals of a unit price, in every currency."""

_PER_MONEY_UNIT: Final = 100
"""Millionths in a unit of ``Money``."""


@frozen
class UnitPrice:
    """Non-negative price of one unit, stored as an integer of millionths of its currency.

    >>> price = UnitPrice.of(Decimal("12.396694"), "EUR").unwrap()
    >>> price.millionths, price.extended(3)
    (12396694, 371900)
    """

    millionths: int = field()
    currency: str

    @millionths.validator
    def _fits(self, _: object, millionths: int) -> None:
        if not 0 <= millionths < LIMIT * 10**PRICE_PLACES:
            raise ValueError(
                f"a unit price must be from 0 to below 10^12, not {millionths} millionths"
            )

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Result[Self, FieldProblem]:
        """Parse a price; a failure names the rule that it breaks."""
        return millionths_of(amount).map(lambda millionths: cls(millionths, currency))

    @property
    def amount(self) -> Decimal:
        """Decimal amount in the currency, without trailing zeros."""
        return to_decimal(self.millionths, PRICE_PLACES)

    @property
    def units(self) -> int:
        """Price in units of ``Money``, without the fifth and the sixth decimal."""
        return self.millionths // _PER_MONEY_UNIT

    @property
    def rest(self) -> int:
        """Fifth and sixth decimal: millionths that ``units`` leaves out, 0 to 99."""
        return self.millionths % _PER_MONEY_UNIT

    def extended(self, quantity: int) -> int:
        """Return the price of a quantity in units of ``Money``, in the currency's decimals.

        Half a minor unit is rounded up. The result may be beyond the limit of ``Money``.
        """
        step = minor_unit(self.currency)
        half = step * _PER_MONEY_UNIT // 2
        return (self.millionths * quantity + half) // (2 * half) * step


def stored_millionths(units: int, rest: int) -> int:
    """Return the millionths of the price whose ``units`` and ``rest`` are given."""
    return units * _PER_MONEY_UNIT + rest


def millionths_of(number: Decimal) -> Result[int, FieldProblem]:
    """Parse a number from 0 to below 10^12 with at most six decimals, as millionths."""
    if not (number.is_finite() and 0 <= number < LIMIT):
        detail = "It must be at least 0 and below 10^12."
        return Failure(FieldProblem("amount_out_of_range", detail))
    millionths = to_integer(number, PRICE_PLACES, PRICE_PLACES)
    if millionths is None:
        detail = f"It has at most {PRICE_PLACES} decimals."
        return Failure(FieldProblem("too_many_decimals", detail))
    return Success(millionths)
