"""Amounts of money that may be negative."""

from decimal import Decimal
from typing import Self

from attrs import field, frozen
from returns.result import Failure, Result

from seller_orders.domain.money import LIMIT, UNITS_LIMIT, Money, amount_of
from seller_orders.domain.refusals import FieldProblem


@frozen
class SignedMoney:
    """Amount of either sign, stored as an integer of ten-thousandths of its currency.

    >>> SignedMoney.of(Decimal("-0.02"), "EUR").unwrap().units
    -200
    """

    units: int = field()
    currency: str

    @units.validator
    def _fits(self, _: object, units: int) -> None:
        if abs(units) >= UNITS_LIMIT:
            raise ValueError(f"money must be below 10^12, not {units} units")

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> Result[Self, FieldProblem]:
        """Parse an amount; a failure names the rule of its currency that it breaks."""
        if not (amount.is_finite() and -LIMIT < amount < LIMIT):
            detail = "An amount must be above -10^12 and below 10^12."
            return Failure(FieldProblem("amount_out_of_range", detail))
        sign = -1 if amount < 0 else 1
        return Money.of(amount.copy_abs(), currency).map(
            lambda size: cls(sign * size.units, currency)
        )

    @property
    def amount(self) -> Decimal:
        """Decimal amount in the currency, without trailing zeros."""
        return amount_of(self.units)
