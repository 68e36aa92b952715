"""Worth of an order's units, for cancelling and refunding them (contract, section 11).

Shares are in minor units of the currency, so that the parts add up to the whole.
"""

from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.money import UNITS_LIMIT, Money, minor_unit
from seller_orders.domain.order import Order
from seller_orders.domain.payment import refunded_items


@frozen(kw_only=True)
class Worth:
    """Worth of each line by its id, all units together, and of the shipping.

    Adjustments are worth nothing here: they belong to no line.
    """

    lines: Mapping[str, Money]
    shipping: Money


def worth_of(order: Order) -> Worth:
    """Return the worth of an order's lines and shipping.

    The order's discount is shared over the lines' totals; what exceeds them lowers the worth of
    the shipping. Tax counts if the prices do not include it.

    >>> worth = worth_of(order)
    >>> str(worth.lines["line_1"]), str(worth.shipping)
    ('200 INR', '0 INR')
    """
    totals = [line.total_units for line in order.lines]
    line_discount = min(order.discount.units, sum(totals))
    discounts = _shares(line_discount, totals, order.currency)
    reduced = [total - discount for total, discount in zip(totals, discounts, strict=True)]
    *taxes, shipping_tax = _taxes(order, reduced)
    shipping = order.shipping.units + shipping_tax - (order.discount.units - line_discount)
    return Worth(
        lines={
            line.id: _money(net + tax, order.currency)
            for line, net, tax in zip(order.lines, reduced, taxes, strict=True)
        },
        shipping=_money(max(0, shipping), order.currency),
    )


def worths_of_next(order: Order, taken: Iterable[ItemQuantity]) -> tuple[Money, ...]:
    """Return the worth of units that are taken one after another, after those taken so far.

    Units are taken by their cancellation or by a refund that has not failed: one count for both.
    A line may be named several times. Units are worth what they were when they were taken.

    >>> str(worths_of_next(order, [ItemQuantity("line_1", 1)])[0])
    '100 INR'
    """
    whole = worth_of(order).lines
    quantities = {line.id: line.quantity for line in order.lines}
    counted = {id: units.cancelled + units.refunded for id, units in order.units.items()}
    until_now = {line.id: line.cancelled_worth.units for line in order.lines}
    for each in refunded_items(order.payment.refunds):
        until_now[each.id] += each.worth.units
    worths = list[Money]()
    for item in taken:
        worth = worth_of_next(
            item.quantity,
            counted=counted[item.id],
            taken=_money(until_now[item.id], order.currency),
            quantity=quantities[item.id],
            worth=whole[item.id],
        )
        counted[item.id] += item.quantity
        until_now[item.id] += worth.units
        worths.append(worth)
    return tuple(worths)


def worth_of_first(units: int, quantity: int, worth: Money) -> Money:
    """Return the worth of the first units of a line; all its ``quantity`` have ``worth``.

    Half a minor unit is rounded to an even number of minor units.

    >>> five = Money.of(5, "JPY").unwrap()
    >>> [str(worth_of_first(units, 2, five)) for units in range(3)]
    ['0 JPY', '2 JPY', '5 JPY']
    """
    step = minor_unit(worth.currency)
    whole, rest = divmod(worth.units * units, quantity * step)
    is_up = 2 * rest > quantity * step or (2 * rest == quantity * step and whole % 2 == 1)
    return Money((whole + is_up) * step, worth.currency)


def worth_of_next(units: int, *, counted: int, taken: Money, quantity: int, worth: Money) -> Money:
    """Return the worth of the next units of a line.

    ``counted`` are the units cancelled or refunded so far, without those of failed refunds.
    ``taken`` is their worth at the time.
    """
    until = worth_of_first(counted + units, quantity, worth)
    return Money(max(0, until.units - taken.units), worth.currency)


def _money(units: int, currency: str) -> Money:
    """Return an amount, at most the largest one: large adjustments allow lines beyond it."""
    return Money(min(units, UNITS_LIMIT - minor_unit(currency)), currency)


def _taxes(order: Order, reduced: Sequence[int]) -> list[int]:
    """Return the tax of each line, and that of the shipping as the last one."""
    if order.prices_include_tax:
        return [0] * (len(reduced) + 1)
    known = [line.tax.units for line in order.lines if line.tax is not None]
    if len(known) == len(reduced) and sum(known) <= order.tax.units:
        return [*known, order.tax.units - sum(known)]
    return _shares(order.tax.units, [*reduced, order.shipping.units], order.currency)


def _shares(amount: int, weights: Sequence[int], currency: str) -> list[int]:
    """Share an amount in proportion to weights, by largest remainder; ties go in sequence.

    If all weights are 0, the first one gets the whole amount.
    """
    whole = sum(weights)
    if whole == 0:
        return [amount, *([0] * (len(weights) - 1))]
    step = minor_unit(currency)
    exact = [divmod(amount // step * weight, whole) for weight in weights]
    left = amount // step - sum(share for share, _ in exact)
    by_remainder = sorted(range(len(weights)), key=lambda index: -exact[index][1])
    rounded_up = set(by_remainder[:left])
    return [(share + (index in rounded_up)) * step for index, (share, _) in enumerate(exact)]
