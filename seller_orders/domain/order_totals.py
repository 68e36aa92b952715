"""Sums of an order (contract, section 11), in units of ``Money``."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import Money

_total_units: Final = attrgetter("total_units")
_cancelled_units: Final = attrgetter("cancelled_worth.units")


def lines_sum(lines: Iterable[LineItem]) -> int:
    """Return the sum of the lines' totals, which may be beyond the limit of ``Money``."""
    return sum(map(_total_units, lines))


def cancelled_sum(lines: Iterable[LineItem]) -> int:
    """Return the worth of all cancelled units: ``totals.cancelled``."""
    return sum(map(_cancelled_units, lines))


def adjustments_sum(adjustments: Iterable[Adjustment]) -> int:
    """Return the sum of adjustments, which may be negative."""
    return sum(each.amount.units for each in adjustments)


def order_total(
    *,
    subtotal: int,
    discount: Money,
    shipping: Money,
    tax: Money,
    adjustments: Iterable[Adjustment],
    prices_include_tax: bool,
    cancelled: int = 0,
) -> int:
    """Return what the customer pays; a valid order's total is not negative.

    Tax counts only if the prices do not include it. ``cancelled`` is the worth of cancelled units.

    >>> two, one = Money(20_000, "EUR"), Money(10_000, "EUR")
    >>> sums = {"discount": one, "shipping": two, "tax": two, "adjustments": ()}
    >>> order_total(subtotal=100_000, **sums, prices_include_tax=False)
    130000
    >>> order_total(subtotal=100_000, **sums, prices_include_tax=True)
    110000
    >>> order_total(subtotal=100_000, **sums, prices_include_tax=True, cancelled=5_000)
    105000
    """
    added_tax = 0 if prices_include_tax else tax.units
    reduced = subtotal - discount.units + shipping.units
    return reduced + adjustments_sum(adjustments) + added_tax - cancelled
