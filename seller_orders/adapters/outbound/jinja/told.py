"""What templates are given to tell: plain values, under the names that the README lists."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from attrs import frozen

from seller_orders.application.ports.notification_sender import Notification
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType
from seller_orders.domain.values import Address, DeliveryPerson


@frozen
class Line:
    """Some units of something."""

    name: str
    quantity: int


@frozen
class Person:
    """A delivery person."""

    name: str
    phone: str | None


@frozen(kw_only=True)
class Parcel:
    """A fulfillment as its customer sees it. ``is_all``: it holds every unit of the order.

    ``address`` is its lines.
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
    """A cancellation as its customer sees it: of the reasons, those that are theirs to know."""

    reason: str | None
    refund: Decimal | None
    is_uncharged: bool


def told(notification: Notification) -> dict[str, Any]:
    """Return what there is to tell. Amounts are in the order's currency."""
    order = notification.order
    return {
        "number": one_line(order.number),
        "customer": one_line(order.customer.name),
        "status": notification.change.to,
        "note": notification.change.note,
        "lines": tuple(Line(one_line(line.name), line.quantity) for line in order.lines),
        "total": order.total.amount,
        "parcel": _parcel(order, notification.fulfillment),
        "still_to_come": tuple(_lines(order, order.remaining)),
        "cancelled": _cancelled(notification),
    }


def one_line(text: str) -> str:
    """Return a text on one line: a name is no paragraph of its own."""
    return " ".join(text.split())


def headline(notification: Notification) -> str:
    """Return the name of the phrase that says it in a line."""
    order, fulfillment = notification.order, notification.fulfillment
    if notification.change.type is ChangeType.CANCELLED:
        return "cancellation.headline"
    if fulfillment is None:
        return f"status.{notification.change.to}"
    return "fulfillment.all" if _holds_all(order, fulfillment) else "fulfillment.part"


def _parcel(order: Order, fulfillment: Fulfillment | None) -> Parcel | None:
    if fulfillment is None:
        return None
    shipment = fulfillment.shipment
    to = shipment.customer.address if shipment.customer else None
    return Parcel(
        lines=tuple(_lines(order, shipment.items)),
        is_all=_holds_all(order, fulfillment),
        shipping_method=_optional_line(shipment.shipping_method),
        awb=_optional_line(shipment.tracking.awb),
        tracking_url=shipment.tracking.url,
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
    lines = (address.line1, address.line2, place)
    return tuple(one_line(line) for line in lines if line)


def _holds_all(order: Order, fulfillment: Fulfillment) -> bool:
    shipped = {item.id: item.quantity for item in fulfillment.shipment.items}
    return shipped == {line.id: line.quantity for line in order.lines}


def _lines(order: Order, items: Iterable[ItemQuantity]) -> Iterable[Line]:
    names = {line.id: line.name for line in order.lines}
    return (Line(one_line(names[item.id]), item.quantity) for item in items)


_TOLD: Final = frozenset({CancelReason.CUSTOMER_REQUEST, CancelReason.OUT_OF_STOCK})


def _cancelled(notification: Notification) -> Cancelled | None:
    cancellation = notification.order.cancellation
    if cancellation is None:
        return None
    refund = notification.refund
    return Cancelled(
        reason=cancellation.reason.value if cancellation.reason in _TOLD else None,
        refund=None if refund is None else refund.amount.amount,
        is_uncharged=not notification.order.payment.captured,
    )
