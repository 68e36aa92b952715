"""Context of templates about returns."""

from collections.abc import Iterable

from attrs import frozen

from seller_orders.adapters.outbound.jinja.line_texts import Line, lines_of, one_line
from seller_orders.adapters.outbound.jinja.parcel_context import TrackingNumber, tracking_numbers
from seller_orders.application.order_history.returns import ReceivedInReturn
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.return_disclosure import CUSTOMER_CONDITIONS, CUSTOMER_RETURN_REASONS


@frozen(kw_only=True)
class ReturnContext:
    """A return as its customer sees it.

    ``expected`` are the units to send back, with their reasons. ``arrived`` and ``missing`` are
    those that the change received, and ``outstanding`` those that were not received yet.
    """

    expected: tuple[Line, ...]
    arrived: tuple[Line, ...]
    missing: tuple[Line, ...]
    outstanding: tuple[Line, ...]
    tracking: tuple[TrackingNumber, ...]


def return_context(notification: Notification) -> ReturnContext | None:
    """Return the return of a change; None if it has none."""
    returned = notification.snapshot.returned
    if returned is None:
        return None
    return ReturnContext(
        expected=_expected(notification),
        arrived=_received(notification, (each for each in returned.received if each.arrived)),
        missing=_received(notification, (each for each in returned.received if not each.arrived)),
        outstanding=lines_of(notification.lines, returned.outstanding),
        tracking=tracking_numbers(returned.tracking),
    )


def return_headline(notification: Notification) -> str:
    """Return the name of the headline's phrase."""
    returned = notification.snapshot.returned
    if notification.template is Template.RETURN_APPROVED or returned is None:
        return "return_approved.headline"
    arrived = sum(each.quantity for each in returned.received if each.arrived)
    if not arrived:
        return "return_received.none"
    is_all = arrived == sum(returned.expected.values())
    return "return_received.all" if is_all else "return_received.part"


def _names(notification: Notification) -> dict[str, str]:
    return {line.id: one_line(line.name) for line in notification.lines}


def _expected(notification: Notification) -> tuple[Line, ...]:
    names, return_ = _names(notification), notification.return_
    items = () if return_ is None else return_.items
    return tuple(
        Line(
            names[item.id],
            item.quantity,
            f"return.reason.{item.reason}" if item.reason in CUSTOMER_RETURN_REASONS else None,
        )
        for item in items
        if item.id in names
    )


def _received(notification: Notification, units: Iterable[ReceivedInReturn]) -> tuple[Line, ...]:
    names = _names(notification)
    return tuple(
        Line(
            names[each.id],
            each.quantity,
            f"return.condition.{each.condition}" if each.condition in CUSTOMER_CONDITIONS else None,
        )
        for each in units
        if each.id in names
    )
