"""What refunds credit: units, shipping and an adjustment."""

from collections.abc import Sequence

from attrs import evolve

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.payment import Payment, Refund, RefundedItem, RefundStatus
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.testing.choices import MAX_UNITS, STEPS, Choices
from seller_orders.testing.strategies.payments import draw_refund


def draw_credits(
    choices: Choices,
    payment: Payment,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
) -> Payment:
    """Draw what refunds credit: units within the lines', shipping and an adjustment.

    A refund of 0 only credits units of an order that is not paid.
    """
    available = _creditable(lines, fulfillments)
    refunds = list(payment.refunds)
    if choices.below(3) == 2:
        nothing = Money.zero(payment.captured.currency)
        id = choices.identifier()
        if all(refund.id != id for refund in refunds):
            refunds.append(draw_refund(choices, id, nothing, RefundStatus.SUCCEEDED, is_owed=False))
    credited = [_with_credit(choices, each, available) for each in refunds]
    return evolve(payment, refunds=tuple(each for each in credited if each.amount or each.items))


def _creditable(
    lines: Sequence[LineItem], fulfillments: Sequence[Fulfillment]
) -> dict[tuple[str, str | None], int]:
    """Return the units that refunds may credit, by line and fulfillment.

    Units of an inactive fulfillment are spent then, so only those count that remain.
    """
    left = {line.id: line.quantity - line.cancelled_quantity for line in lines}
    for one in fulfillments:
        for item in one.shipment.items if one.is_active else ():
            left[item.id] -= item.quantity
    found = dict[tuple[str, str | None], int]()
    for one in fulfillments:
        for item in one.shipment.items if one.was_handed_over else ():
            units = item.quantity if one.is_active else min(item.quantity, left[item.id])
            left[item.id] -= 0 if one.is_active else units
            found[item.id, one.id] = units
    unshipped = {(line.id, None): left[line.id] for line in lines if not line.requires_shipping}
    return {key: units for key, units in (found | unshipped).items() if units}


def _with_credit(
    choices: Choices, refund: Refund, available: dict[tuple[str, str | None], int]
) -> Refund:
    """Draw the credit of a refund; it is at least the amount."""
    currency = refund.amount.currency
    step = STEPS[currency]
    if choices.flag() or refund.amount.units > MAX_UNITS // 10:
        return refund
    items = []
    for (id, fulfillment_id), most in list(available.items())[:2]:
        if most and choices.flag():
            units = choices.quantity(most)
            worth = choices.amount(currency, most=100 * step)
            items.append(
                RefundedItem(id=id, quantity=units, worth=worth, fulfillment_id=fulfillment_id)
            )
            available[id, fulfillment_id] -= units if refund.counts else 0
    shipping = choices.below(100)
    adjustment = choices.below(100) * (-1 if choices.flag() else 1)
    worth_of_items = sum(item.worth.units for item in items)
    lacking = refund.amount.units - worth_of_items - shipping * step
    return evolve(
        refund,
        items=tuple(items),
        shipping=Money(shipping * step, currency),
        adjustment=SignedMoney(max(adjustment * step, lacking), currency),
        return_id=choices.optional_identifier(),
    )
