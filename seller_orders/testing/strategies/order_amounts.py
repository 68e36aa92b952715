"""Strategies for an order's tax lines and adjustments."""

from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tax_line import TaxLine, rate_of
from seller_orders.testing.choices import Choices, made_of_choices

_rates = st.integers(0, (10**12 - 1) * 10**6)


def draw_tax_lines(choices: Choices, currency: str) -> tuple[TaxLine, ...]:
    """Draw up to two tax lines, which need not fit the order's tax."""
    return tuple(
        TaxLine(
            title=choices.text(500),
            rate=rate_of(Decimal(choices.draw(_rates)).scaleb(-6)).unwrap(),
            amount=choices.amount(currency),
        )
        for _ in range(choices.below(3))
    )


@cache
def tax_lines_of(currency: str) -> st.SearchStrategy[tuple[TaxLine, ...]]:
    """Return tax lines, which need not fit the order's tax."""

    @made_of_choices(6)
    def tax_lines(choices: Choices) -> tuple[TaxLine, ...]:
        return draw_tax_lines(choices, currency)

    return tax_lines


_ADJUSTMENT_KINDS = tuple(AdjustmentKind)


def draw_adjustments(choices: Choices, currency: str, most: int) -> tuple[Adjustment, ...]:
    """Draw adjustments of at most ``most`` ten-thousandths, up and down, together."""
    made = []
    for _ in range(choices.below(3)):
        sign = -1 if choices.flag() else 1
        units = choices.amount(currency, most=most // 2).units
        made.append(
            Adjustment(
                kind=choices.one_of(_ADJUSTMENT_KINDS),
                label=choices.optional_text(500),
                amount=SignedMoney(sign * units, currency),
            )
        )
    return tuple(made)
