"""Snapshots of an order's figures at one of its versions, for notifications."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Self

from attrs import field, frozen

from seller_orders.domain.fulfillment import INACTIVE, Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund, RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType, Fact, TimelineEntry
from seller_orders.domain.values import Tracking


@frozen(kw_only=True)
class OrderSnapshot:
    """An order's figures right after one of its changes, without personal data.

    ``ordered``, ``shipped`` and ``remaining`` are units above 0 by line id. ``shipped`` and
    ``tracking`` belong to the change's fulfillment and are None if there is none; ``tracking`` is
    also None if a carrier supplies it. Amounts are in the order's currency; ``included_tax`` is the
    tax that the total contains because the prices include it.

    >>> one = Shipment(items=(ItemQuantity("line_1", 1),))
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=one)
    >>> shipped = orders.create_fulfillment(ship).unwrap().order
    >>> now = OrderSnapshot.at(shipped, version=2)
    >>> now.ordered, now.shipped, now.remaining
    ({'line_1': 2}, {'line_1': 1}, {'line_1': 1})
    """

    ordered: Mapping[str, int] = field(hash=False)
    shipped: Mapping[str, int] | None = field(default=None, hash=False)
    remaining: Mapping[str, int] = field(hash=False)
    tracking: Tracking | None = None
    total: Decimal
    included_tax: Decimal = Decimal(0)
    captured: Decimal
    refunded: Decimal

    @classmethod
    def at(cls, order: Order, version: int) -> Self:
        """Return the figures right after the change that made a version.

        Later fulfillments and refunds are removed by means of the timeline. Lines, total and
        captured amount are the present ones.
        """
        made = next((each for each in order.timeline if each.version == version), None)
        later = [each for each in order.timeline if each.version > version]
        named = made.data.get("fulfillment_id") if made else None
        about = order.fulfillment(named) if isinstance(named, str) else None
        has_carrier = about is not None and about.shipment.provider_id is not None
        return cls(
            ordered={line.id: line.quantity for line in order.lines},
            shipped=None if about is None else _units(about.shipment.items),
            remaining=_remaining(order, later),
            tracking=None if about is None or has_carrier else _tracking(about, later),
            total=order.total.amount,
            included_tax=order.included_tax.amount,
            captured=order.payment.captured.amount,
            refunded=sum((_counted(each, later) for each in order.payment.refunds), Decimal(0)),
        )

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """Return the snapshot that ``facts`` has serialized."""
        return cls(
            ordered=facts["ordered"],
            shipped=facts["shipped"],
            remaining=facts["remaining"],
            tracking=_tracking_of(facts["tracking"]),
            total=Decimal(str(facts["total"])),
            # Earlier releases write no such fact.
            included_tax=Decimal(str(facts.get("included_tax", 0))),
            captured=Decimal(str(facts["captured"])),
            refunded=Decimal(str(facts["refunded"])),
        )

    def facts(self) -> dict[str, Fact]:
        """Serialize the snapshot to JSON-compatible values."""
        tracking: dict[str, Fact] | None = None
        if self.tracking is not None:
            tracking = {"awb": self.tracking.awb, "tracking_url": self.tracking.url}
        return {
            "ordered": dict(self.ordered),
            "shipped": None if self.shipped is None else dict(self.shipped),
            "remaining": dict(self.remaining),
            "tracking": tracking,
            "total": self.total,
            "included_tax": self.included_tax,
            "captured": self.captured,
            "refunded": self.refunded,
        }


def _units(items: Iterable[ItemQuantity]) -> dict[str, int]:
    return {item.id: item.quantity for item in items}


def _remaining(order: Order, later: list[TimelineEntry]) -> dict[str, int]:
    units = {line.id: 0 for line in order.lines} | _units(order.remaining)
    for each in order.fulfillments:
        change = each.is_active - _was_active(each, order, later)
        for item in each.shipment.items if change else ():
            units[item.id] += change * item.quantity
    return {id: quantity for id, quantity in units.items() if quantity > 0}


def _was_active(fulfillment: Fulfillment, order: Order, later: list[TimelineEntry]) -> bool:
    """Return True if the fulfillment was active before the later changes."""
    about = [each for each in later if each.data.get("fulfillment_id") == fulfillment.id]
    if any(each.type is ChangeType.FULFILLMENT_CREATED for each in about):
        return False
    status = next((each.from_ for each in about if each.from_), fulfillment.status)
    if status not in INACTIVE:
        return True
    if status != FulfillmentStatus.CANCELLED or _was_cancelled_alone(fulfillment, order):
        return False
    return any(_cancelled_with_order(each, fulfillment) for each in later)


def _was_cancelled_alone(fulfillment: Fulfillment, order: Order) -> bool:
    return any(
        each.type is ChangeType.FULFILLMENT_CANCELLED
        and each.data.get("fulfillment_id") == fulfillment.id
        for each in order.timeline
    )


def _cancelled_with_order(change: TimelineEntry, fulfillment: Fulfillment) -> bool:
    if change.to != OrderStatus.CANCELLED:
        return False
    named = change.data.get("cancelled_fulfillments")
    # A status change does not list the fulfillments it cancels.
    return fulfillment.id in named if isinstance(named, list) else True


def _tracking(fulfillment: Fulfillment, later: list[TimelineEntry]) -> Tracking:
    about = (each for each in later if each.data.get("fulfillment_id") == fulfillment.id)
    replaced = (_tracking_of(each.data.get("previous_tracking")) for each in about)
    return next((each for each in replaced if each), fulfillment.shipment.tracking)


def _tracking_of(facts: Any) -> Tracking | None:
    return None if facts is None else Tracking(awb=facts["awb"], url=facts["tracking_url"])


def _counted(refund: Refund, later: list[TimelineEntry]) -> Decimal:
    """Return what the refund counted before the later changes: 0 if it was not requested yet."""
    about = [each for each in later if each.data.get("refund_id") == refund.id]
    if any(each.type is not ChangeType.REFUND_UPDATED for each in about):
        return Decimal(0)
    if not refund.parts:
        has_failed_since = any(each.to == RefundStatus.FAILED for each in about)
        return refund.amount.amount if refund.counts or has_failed_since else Decimal(0)
    failed_since = {id for each in about for id in _failed_tenders(each)}
    return sum(
        (
            part.amount.amount
            for part in refund.parts
            if part.status is not RefundStatus.FAILED or part.tender_id in failed_since
        ),
        Decimal(0),
    )


def _failed_tenders(settlement: TimelineEntry) -> Iterable[str]:
    parts: Any = settlement.data.get("parts") or ()
    return (part["tender_id"] for part in parts if part["status"] == RefundStatus.FAILED)
