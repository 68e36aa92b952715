"""Balance of an order: the amount that the customer owes or is owed (contract, section 2)."""

from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.money import Money
from seller_orders.domain.payment import Payment
from seller_orders.domain.signed_money import SignedMoney


def balance(
    total: Money, payment: Payment, cancellation: Cancellation | None, *, credit: int = 0
) -> SignedMoney:
    """Return the balance. Above 0 the customer owes it; below 0 the customer is owed it.

    Once a cancellation is recorded, only failed refunds are owed. ``credit``, in units of
    ``Money``, is that of a refund which the payment does not have yet.
    """
    refunded = payment.refunded.units
    if cancellation is not None:
        counted = refunded_at_cancellation(payment, cancellation).units
        return SignedMoney(min(0, refunded - counted), total.currency)
    units = open_units(
        total.units,
        credited=payment.credited.units + credit,
        kept=payment.captured.units - refunded,
        goodwill=payment.goodwill.units,
    )
    return SignedMoney(units, total.currency)


def open_units(total: int, *, credited: int, kept: int, goodwill: int) -> int:
    """Return the balance of an order without a cancellation, in units of ``Money``.

    ``kept`` is captured and not refunded. Goodwill is no new debt. The customer is owed at most
    what is kept.

    >>> open_units(100, credited=0, kept=70, goodwill=30)
    0
    >>> open_units(100, credited=120, kept=10, goodwill=0)
    -10
    """
    units = total - credited - kept
    return max(0, units - goodwill) if units > 0 else max(units, -kept)


def owed_part(amount: Money, before: SignedMoney) -> Money:
    """Return the part of a new refund that the customer is owed; the rest is goodwill."""
    return Money(min(amount.units, max(0, -before.units)), amount.currency)


def refunded_at_cancellation(payment: Payment, cancellation: Cancellation) -> Money:
    """Return the sum of the refunds when the order was cancelled, the cancellation's own included.

    Imports and earlier releases do not always record it. Then the cancellation's own refund
    counts in full, and each one before it as far as it has not failed.
    """
    ids = [refund.id for refund in payment.refunds]
    if payment.refunded_at_cancellation or cancellation.refund_id not in ids:
        return payment.refunded_at_cancellation
    own = ids.index(cancellation.refund_id)
    counted = (each.counted.units for each in payment.refunds[:own])
    return Money(sum(counted), payment.captured.currency) + payment.refunds[own].amount
