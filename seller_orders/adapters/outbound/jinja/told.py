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
    delivery_person: DeliveryPerson | None
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
        "number": order.number,
        "customer": order.customer.name,
        "status": notification.change.to,
        "note": notification.change.note,
        "lines": tuple(Line(line.name, line.quantity) for line in order.lines),
        "total": order.total.amount,
        "parcel": _parcel(order, notification.fulfillment),
        "still_to_come": tuple(_lines(order, order.remaining)),
        "cancelled": _cancelled(notification),
    }


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
        shipping_method=shipment.shipping_method,
        awb=shipment.tracking.awb,
        tracking_url=shipment.tracking.url,
        delivery_person=shipment.delivery_person,
        address=_written(to or order.shipping_address),
    )


def _written(address: Address | None) -> tuple[str, ...]:
    if address is None:
        return ()
    place = " ".join(filter(None, (address.postal_code, address.city)))
    return tuple(filter(None, (address.line1, address.line2, place)))


def _holds_all(order: Order, fulfillment: Fulfillment) -> bool:
    shipped = {item.id: item.quantity for item in fulfillment.shipment.items}
    return shipped == {line.id: line.quantity for line in order.lines}


def _lines(order: Order, items: Iterable[ItemQuantity]) -> Iterable[Line]:
    names = {line.id: line.name for line in order.lines}
    return (Line(names[item.id], item.quantity) for item in items)


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
