"""The context of templates: plain values, without the domain's objects."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CUSTOMER_REASONS
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.values import Address, DeliveryPerson

_CANCELLATIONS: Final = frozenset({ChangeType.CANCELLED, ChangeType.ITEMS_CANCELLED})


@frozen
class Line:
    """Units of an order line."""

    name: str
    quantity: int


@frozen
class Person:
    """A delivery person."""

    name: str
    phone: str | None


@frozen(kw_only=True)
class Parcel:
    """A fulfillment as its customer sees it.

    ``is_all`` is True if it has every unit that requires shipping. ``address`` is a tuple of lines.
    """

    lines: tuple[Line, ...]
    is_all: bool
    shipping_method: str | None
    awb: str | None
    tracking_url: str | None
    delivery_person: Person | None
    address: tuple[str, ...]


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
class Refunding:
    """A refund as its customer sees it. ``lines`` are the refunded units, if it names any."""

    amount: Decimal
    lines: tuple[Line, ...]


def template_context(notification: Notification) -> dict[str, Any]:
    """Return a notification's context; amounts are in the order's currency."""
    order, snapshot = notification.order, notification.snapshot
    return {
        "number": one_line(order.number),
        "customer": one_line(order.customer.name),
        "status": notification.change.to,
        "note": notification.change.note,
        "lines": _lines(order, snapshot.ordered),
        "total": snapshot.total,
        "included_tax": snapshot.included_tax,
        "parcel": _parcel(notification),
        "still_to_come": _lines(order, snapshot.remaining),
        "cancelled": _cancelled(notification),
        "refund": _refund(notification),
        "refunded": snapshot.refunded,
    }


def one_line(text: str) -> str:
    """Return a text on one line: line breaks in a name must not start a paragraph."""
    return " ".join(text.split())


def headline(notification: Notification) -> str:
    """Return the name of the phrase that is the headline."""
    change, snapshot = notification.change, notification.snapshot
    if change.type in _CANCELLATIONS:
        return f"{_cancelled_phrases(notification)}.headline"
    if change.type is ChangeType.REFUND_CREATED:
        return "refund.headline"
    if notification.fulfillment is not None:
        return "fulfillment.all" if _holds_all(notification) else "fulfillment.part"
    if change.to == OrderStatus.REFUNDED and not _is_refunded(snapshot):
        return "status.closed"
    return f"status.{change.to}"


def _is_refunded(snapshot: OrderSnapshot) -> bool:
    return 0 < snapshot.captured <= snapshot.refunded


def _parcel(notification: Notification) -> Parcel | None:
    order, fulfillment = notification.order, notification.fulfillment
    if fulfillment is None:
        return None
    snapshot, shipment = notification.snapshot, fulfillment.shipment
    to = shipment.customer.address if shipment.customer else None
    tracking = snapshot.tracking or shipment.tracking
    return Parcel(
        lines=_lines(order, snapshot.shipped or {}),
        is_all=_holds_all(notification),
        shipping_method=_optional_line(shipment.shipping_method),
        awb=_optional_line(tracking.awb),
        tracking_url=tracking.url,
        delivery_person=_person(shipment.delivery_person),
        address=_written(to or order.shipping_address),
    )


def _person(person: DeliveryPerson | None) -> Person | None:
    if person is None:
        return None
    return Person(one_line(person.name), _optional_line(person.phone))


def _optional_line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _written(address: Address | None) -> tuple[str, ...]:
    if address is None:
        return ()
    place = " ".join(filter(None, (address.postal_code, address.city)))
    country = address.country or address.country_code
    known = (address.company, address.line1, address.line2, place)
    # A place that its lines do not name is better than none.
    lines = known if any(known) else (address.state, country)
    return tuple(one_line(line) for line in lines if line)


def _holds_all(notification: Notification) -> bool:
    snapshot = notification.snapshot
    digital = {line.id for line in notification.order.lines if not line.requires_shipping}
    return snapshot.shipped == {
        id: units for id, units in snapshot.ordered.items() if id not in digital
    }


def _lines(order: Order, units: Mapping[str, int]) -> tuple[Line, ...]:
    """Return units with their lines' names, without lines that were removed from the order."""
    return tuple(
        Line(one_line(line.name), units[line.id]) for line in order.lines if line.id in units
    )


def _cancelled(notification: Notification) -> Cancelled | None:
    change, snapshot = notification.change, notification.snapshot
    if change.type not in _CANCELLATIONS:
        return None
    reason = change.data.get("reason")
    units = snapshot.ordered if snapshot.cancelled is None else snapshot.cancelled
    return Cancelled(
        reason=str(reason) if reason in CUSTOMER_REASONS else None,
        phrases=_cancelled_phrases(notification),
        refund=_refund_amount(notification),
        is_uncharged=not snapshot.captured,
        lines=_lines(notification.order, units),
    )


def _cancelled_phrases(notification: Notification) -> str:
    is_part = notification.change.type is ChangeType.ITEMS_CANCELLED
    return "items_cancelled" if is_part and notification.snapshot.ordered else "cancellation"


def _refund(notification: Notification) -> Refunding | None:
    amount = _refund_amount(notification)
    if amount is None:
        return None
    return Refunding(
        amount=amount, lines=_lines(notification.order, notification.snapshot.credited)
    )


def _refund_amount(notification: Notification) -> Decimal | None:
    """Return the amount of the change's refund; messages of earlier releases lack it."""
    if notification.snapshot.refund is not None or notification.refund is None:
        return notification.snapshot.refund
    return notification.refund.amount.amount or None
