"""Context of templates about a parcel."""

from collections import Counter
from collections.abc import Iterable

from attrs import frozen

from seller_orders.adapters.outbound.jinja.line_texts import Line, lines_of, one_line
from seller_orders.application.order_history.fulfillments import replaced_by
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.order import Order
from seller_orders.domain.recipient import recipient_of
from seller_orders.domain.timeline import TimelineEntry
from seller_orders.domain.values import DeliveryPerson, Tracking


@frozen
class Person:
    """A delivery person."""

    name: str
    phone: str | None


@frozen
class TrackingNumber:
    """A tracking number, its link, or both."""

    awb: str | None
    url: str | None


@frozen(kw_only=True)
class Parcel:
    """A fulfillment as its customer sees it.

    ``is_all`` is True if it has every unit that requires shipping. ``completes`` is True if it has
    only some, and no others were still to be sent or delivered. ``address`` is a tuple of lines.
    ``more_tracking`` has the tracking numbers beyond the first, and ``replaced_awbs`` those that
    the change replaced.
    """

    lines: tuple[Line, ...]
    is_all: bool
    completes: bool
    shipping_method: str | None
    awb: str | None
    tracking_url: str | None
    more_tracking: tuple[TrackingNumber, ...]
    replaced_awbs: tuple[str, ...]
    delivery_person: Person | None
    address: tuple[str, ...]


def parcel_context(notification: Notification) -> Parcel | None:
    """Return the parcel of a change; None if it has none."""
    fulfillment = notification.fulfillment
    if fulfillment is None:
        return None
    snapshot, shipment = notification.snapshot, fulfillment.shipment
    first, more = snapshot.tracking, snapshot.more_tracking
    if first is None:
        first, more = shipment.tracking, shipment.more_tracking
    return Parcel(
        lines=lines_of(notification.lines, snapshot.shipped or {}),
        is_all=holds_all(notification),
        completes=not (holds_all(notification) or snapshot.remaining or snapshot.under_way),
        shipping_method=_optional_line(shipment.shipping_method),
        awb=_optional_line(first.awb),
        tracking_url=first.url,
        more_tracking=tracking_numbers(more),
        replaced_awbs=_replaced_awbs(notification.change, (first, *more)),
        delivery_person=_person(shipment.delivery_person),
        address=_address(notification.order, fulfillment),
    )


def tracking_numbers(trackings: Iterable[Tracking]) -> tuple[TrackingNumber, ...]:
    """Return the tracking of parcels as their customer sees it."""
    return tuple(TrackingNumber(_optional_line(each.awb), each.url) for each in trackings)


def holds_all(notification: Notification) -> bool:
    """Return True if the parcel has every unit that requires shipping."""
    snapshot = notification.snapshot
    digital = {line.id for line in notification.lines if not line.requires_shipping}
    return snapshot.shipped == {
        id: units for id, units in snapshot.ordered.items() if id not in digital
    }


def still_to_come(notification: Notification) -> tuple[Line, ...]:
    """Return the units that the customer was still to get.

    Those of other parcels are among them once a parcel is delivered. A closed order sends no more.
    """
    snapshot = notification.snapshot
    units = Counter[str]()
    if not _is_closed(snapshot):
        units.update(snapshot.remaining)
    if notification.template is Template.DELIVERED:
        units.update(snapshot.under_way)
    return lines_of(notification.lines, units)


def _is_closed(snapshot: OrderSnapshot) -> bool:
    return snapshot.status is not None and snapshot.status in CLOSED_TO_FULFILLMENT


def _replaced_awbs(change: TimelineEntry, current: tuple[Tracking, ...]) -> tuple[str, ...]:
    valid = {each.awb for each in current}
    replaced = (each.awb for each in replaced_by(change))
    return tuple(one_line(awb) for awb in replaced if awb is not None and awb not in valid)


def _person(person: DeliveryPerson | None) -> Person | None:
    if person is None:
        return None
    return Person(one_line(person.name), _optional_line(person.phone))


def _optional_line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _address(order: Order, fulfillment: Fulfillment) -> tuple[str, ...]:
    address = recipient_of(fulfillment.shipment, order.customer, order.shipping_address).address
    if address is None:
        return ()
    place = " ".join(filter(None, (address.postal_code, address.city)))
    country = address.country or address.country_code
    known = (address.company, address.line1, address.line2, place)
    # A place that its lines do not name is better than none.
    lines = known if any(known) else (address.state, country)
    return tuple(one_line(line) for line in lines if line)
