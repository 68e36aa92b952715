"""Tax lines of an order: taxes as somebody else computed them (contract, section 11)."""

from decimal import Decimal

from attrs import field, frozen
from returns.result import Result

from seller_orders.domain.fixed_point import to_decimal
from seller_orders.domain.money import Money
from seller_orders.domain.refusals import FieldProblem
from seller_orders.domain.unit_price import PRICE_PLACES, millionths_of
from seller_orders.domain.values import TEXT_LENGTH, text


@frozen(kw_only=True)
class TaxLine:
    """One tax of an order; it is shown and never recomputed.

    ``rate`` is as its source wrote it, such as 0.19 or 19: from 0 to below 10^12, with at most six
    decimals and no trailing zeros.
    """

    title: str = text(TEXT_LENGTH)
    rate: Decimal = field()
    amount: Money

    @rate.validator
    def _is_exact(self, _: object, rate: Decimal) -> None:
        if str(rate_of(rate).value_or(None)) != str(rate):
            raise ValueError(
                "a rate is from 0 to below 10^12, with at most 6 decimals, no trailing zeros"
            )


def rate_of(number: Decimal) -> Result[Decimal, FieldProblem]:
    """Parse a tax rate; trailing zeros are dropped.

    >>> rate_of(Decimal("19.00")).unwrap(), rate_of(Decimal("NaN")).failure().code
    (Decimal('19'), 'amount_out_of_range')
    """
    return millionths_of(number).map(lambda millionths: to_decimal(millionths, PRICE_PLACES))
