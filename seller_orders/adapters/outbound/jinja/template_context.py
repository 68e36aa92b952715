"""The context of templates: plain values, without the domain's objects."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

from seller_orders.adapters.outbound.jinja.cancellation_context import (
    CANCELLATIONS,
    cancellation_phrases,
    cancelled_context,
    refund_context,
)
from seller_orders.adapters.outbound.jinja.line_texts import lines_of, one_line
from seller_orders.adapters.outbound.jinja.parcel_context import (
    holds_all,
    parcel_context,
    still_to_come,
)
from seller_orders.adapters.outbound.jinja.return_context import return_context, return_headline
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CUSTOMER_REASONS, CancelReason
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType

_RETURNS: Final = frozenset({Template.RETURN_APPROVED, Template.RETURN_RECEIVED})


def template_context(
    notification: Notification, customer_reasons: Collection[CancelReason] = CUSTOMER_REASONS
) -> dict[str, Any]:
    """Return a notification's context; amounts are in the order's currency.

    ``customer_reasons`` are the reasons of cancellations that the customer may know.
    """
    order, snapshot, change = notification.order, notification.snapshot, notification.change
    return {
        "number": one_line(order.number),
        "customer": one_line(order.customer.name),
        "status": change.to,
        "note": change.note if change.type is ChangeType.STATUS_CHANGED else None,
        "lines": lines_of(notification.lines, snapshot.ordered),
        "total": snapshot.total,
        "included_tax": snapshot.included_tax,
        "parcel": parcel_context(notification),
        "still_to_come": still_to_come(notification),
        "cancelled": cancelled_context(notification, customer_reasons),
        "refund": refund_context(notification),
        "refunded": _refunded(notification),
        "returned": return_context(notification),
    }


def headline(notification: Notification) -> str:
    """Return the name of the phrase that is the headline."""
    change, template = notification.change, notification.template
    if change.type in CANCELLATIONS:
        return f"{cancellation_phrases(notification)}.headline"
    if change.type is ChangeType.REFUND_CREATED:
        return "refund.headline"
    if template in _RETURNS:
        return return_headline(notification)
    if template is Template.TRACKING_CHANGED:
        return "tracking_changed.headline"
    if template is Template.DELIVERED:
        return "delivered.all" if holds_all(notification) else "delivered.part"
    if notification.fulfillment is not None:
        return "fulfillment.all" if holds_all(notification) else "fulfillment.part"
    if change.to == OrderStatus.REFUNDED and not _is_refunded(notification):
        return "status.closed"
    return f"status.{change.to}"


def _is_refunded(notification: Notification) -> bool:
    return 0 < notification.snapshot.captured <= _refunded(notification)


def _refunded(notification: Notification) -> Decimal:
    """Return what had been refunded, without refunds that have failed since."""
    return min(notification.snapshot.refunded, notification.order.payment.refunded.amount)
