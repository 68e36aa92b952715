"""The context of templates: plain values, without the domain's objects."""

from typing import Any

from attrs import frozen

from seller_orders.adapters.outbound.jinja.cancellation_context import (
    CANCELLATIONS,
    cancellation_phrases,
    cancelled_context,
    refund_context,
)
from seller_orders.adapters.outbound.jinja.line_texts import Line, lines_of, one_line
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.values import Address, DeliveryPerson


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


def template_context(notification: Notification) -> dict[str, Any]:
    """Return a notification's context; amounts are in the order's currency."""
    order, snapshot, lines = notification.order, notification.snapshot, notification.lines
    return {
        "number": one_line(order.number),
        "customer": one_line(order.customer.name),
        "status": notification.change.to,
        "note": notification.change.note,
        "lines": lines_of(lines, snapshot.ordered),
        "total": snapshot.total,
        "included_tax": snapshot.included_tax,
        "parcel": _parcel(notification),
        "still_to_come": lines_of(lines, snapshot.remaining),
        "cancelled": cancelled_context(notification),
        "refund": refund_context(notification),
        "refunded": snapshot.refunded,
    }


def headline(notification: Notification) -> str:
    """Return the name of the phrase that is the headline."""
    change, snapshot = notification.change, notification.snapshot
    if change.type in CANCELLATIONS:
        return f"{cancellation_phrases(notification)}.headline"
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
        lines=lines_of(notification.lines, snapshot.shipped or {}),
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
    digital = {line.id for line in notification.lines if not line.requires_shipping}
    return snapshot.shipped == {
        id: units for id, units in snapshot.ordered.items() if id not in digital
    }
