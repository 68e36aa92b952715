"""Sums of an order and worth of its parts in exact fractions, independent of the domain.

The reference that tests compare the domain with. Amounts are in whole currency.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def line_total(
    price: Fraction, quantity: int, discount: Fraction = Fraction(0), decimals: int = 2
) -> Fraction:
    """Return a line's total: price × quantity, rounded half up, less the line's discount."""
    minor_units = price * quantity * 10**decimals
    return Fraction(floor(minor_units + Fraction(1, 2)), 10**decimals) - discount


def order_total(
    totals: Sequence[Fraction],
    *,
    discount: Fraction,
    shipping: Fraction,
    tax: Fraction,
    adjustments: Sequence[Fraction],
    prices_include_tax: bool,
    cancelled: Fraction = Fraction(0),
) -> Fraction:
    """Return what the customer pays, from the lines' totals; ``cancelled`` units lower it."""
    net = sum(totals) - discount + shipping + sum(adjustments) - cancelled
    return net if prices_include_tax else net + tax


def worths(
    totals: Sequence[Fraction],
    taxes: Sequence[Fraction | None],
    *,
    discount: Fraction,
    shipping: Fraction,
    tax: Fraction,
    prices_include_tax: bool,
) -> tuple[list[Fraction], Fraction]:
    """Return what the lines and the shipping are worth, without rounding."""
    subtotal = sum(totals, Fraction(0))
    of_lines = min(discount, subtotal)
    reduced = [
        total - share for total, share in zip(totals, in_proportion(of_lines, totals), strict=True)
    ]
    if prices_include_tax:
        shares = [Fraction(0)] * (len(totals) + 1)
    elif None not in taxes and sum(filter(None, taxes)) <= tax:
        known = [Fraction(each or 0) for each in taxes]
        shares = [*known, tax - sum(known, Fraction(0))]
    else:
        shares = in_proportion(tax, [*reduced, shipping])
    lines = [net + share for net, share in zip(reduced, shares, strict=False)]
    return lines, max(Fraction(0), shipping + shares[-1] - (discount - of_lines))


def in_proportion(amount: Fraction, weights: Sequence[Fraction]) -> list[Fraction]:
    """Share an amount by weights; if all are 0, the first one gets it."""
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return [amount if index == 0 else Fraction(0) for index in range(len(weights))]
    return [amount * weight / whole for weight in weights]


def in_minor_units(amount: int, weights: Sequence[int]) -> list[int]:
    """Share an amount of minor units by largest remainder; equal remainders go in sequence."""
    exact = in_proportion(Fraction(amount), [Fraction(weight) for weight in weights])
    shares = [floor(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for position in by_remainder[: amount - sum(shares)]:
        shares[position] += 1
    return shares


def worths_in_minor_units(
    totals: Sequence[int],
    taxes: Sequence[int | None],
    *,
    discount: int,
    shipping: int,
    tax: int,
    prices_include_tax: bool,
) -> tuple[list[int], int]:
    """Return the worth of the lines and of the shipping; all amounts are in minor units."""
    of_lines = min(discount, sum(totals))
    shares = in_minor_units(of_lines, totals)
    reduced = [total - share for total, share in zip(totals, shares, strict=True)]
    if prices_include_tax:
        of_tax = [0] * (len(totals) + 1)
    elif None not in taxes and sum(each or 0 for each in taxes) <= tax:
        known = [each or 0 for each in taxes]
        of_tax = [*known, tax - sum(known)]
    else:
        of_tax = in_minor_units(tax, [*reduced, shipping])
    lines = [net + share for net, share in zip(reduced, of_tax, strict=False)]
    return lines, max(0, shipping + of_tax[-1] - (discount - of_lines))


def first_units(count: int, quantity: int, worth: int) -> int:
    """Return the worth of a line's first units in minor units, rounded half even."""
    return round(Fraction(worth * count, quantity))
