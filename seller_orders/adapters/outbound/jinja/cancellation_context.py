"""Context of templates about cancellations and refunds."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from attrs import frozen

from seller_orders.adapters.outbound.jinja.line_texts import Line, lines_of
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.money import amount_of
from seller_orders.domain.payment import Refund
from seller_orders.domain.timeline import ChangeType

CANCELLATIONS: Final = frozenset({ChangeType.CANCELLED, ChangeType.ITEMS_CANCELLED})
"""Changes that cancel an order or some of its units."""


@frozen(kw_only=True)
class Cancelled:
    """A cancellation of an order or of units, as its customer sees it.

    ``reason`` is None if it is internal. ``phrases`` is the prefix of the reasons' phrases:
    ``items_cancelled`` if some of the order is left, else ``cancellation``.
    """

    reason: str | None
    phrases: str
    refund: Decimal | None
    is_uncharged: bool
    lines: tuple[Line, ...]


@frozen(kw_only=True)
class RefundContext:
    """A refund as its customer sees it. ``lines`` are the refunded units, if it names any.

    ``sums`` are phrases with amounts, which add up to ``amount`` once what is deducted is taken
    off. There are none if the units say it all, or if less is refunded than they come to.
    """

    amount: Decimal
    lines: tuple[Line, ...]
    sums: tuple[tuple[str, Decimal], ...]


def cancelled_context(
    notification: Notification, customer_reasons: Collection[CancelReason]
) -> Cancelled | None:
    """Return the cancellation of a change; None for another change.

    It names the reason if that is one of ``customer_reasons``.
    """
    change, snapshot = notification.change, notification.snapshot
    if change.type not in CANCELLATIONS:
        return None
    reason = change.data.get("reason")
    units = snapshot.ordered if snapshot.cancelled is None else snapshot.cancelled
    return Cancelled(
        reason=str(reason) if reason in customer_reasons else None,
        phrases=cancellation_phrases(notification),
        refund=_refund_amount(notification),
        is_uncharged=not (snapshot.captured or notification.order.payment.captured),
        lines=lines_of(notification.lines, units),
    )


def cancellation_phrases(notification: Notification) -> str:
    """Return the prefix of the phrases about a cancellation."""
    is_part = notification.change.type is ChangeType.ITEMS_CANCELLED
    return "items_cancelled" if is_part and notification.snapshot.ordered else "cancellation"


def refund_context(notification: Notification) -> RefundContext | None:
    """Return the refund of a change, None if it has none."""
    amount = _refund_amount(notification)
    if amount is None:
        return None
    refund = notification.refund
    return RefundContext(
        amount=amount,
        lines=lines_of(notification.lines, notification.snapshot.credited),
        sums=_sums(refund) if refund is not None and refund.amount.amount == amount else (),
    )


def _sums(refund: Refund) -> tuple[tuple[str, Decimal], ...]:
    shipping, adjustment = refund.shipping.units, refund.adjustment.units
    if refund.credit.units != refund.amount.units or not (shipping or adjustment):
        return ()
    sums = {
        "refund.units": sum(item.worth.units for item in refund.items),
        "refund.shipping": shipping,
        "refund.added" if adjustment > 0 else "refund.deducted": abs(adjustment),
    }
    return tuple((phrase, amount_of(units)) for phrase, units in sums.items() if units)


def _refund_amount(notification: Notification) -> Decimal | None:
    """Return the part of the change's refund that has not failed; None if there is none.

    Messages of earlier releases lack the amount.
    """
    recorded, refund = notification.snapshot.refund, notification.refund
    if refund is None:
        return recorded
    counted = refund.counted.amount
    return (counted if recorded is None else min(recorded, counted)) or None
