"""Courier reports and their effect on a fulfillment (contract, section 2)."""

from datetime import datetime
from typing import Final

from attrs import frozen

from seller_orders.domain.fulfillment import WITH_COURIER, Fulfillment, FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change, Fact
from seller_orders.domain.values import NOTE_LENGTH, Tracking, optional_text

_PROVES_HAND_OVER: Final = WITH_COURIER | {FulfillmentStatus.DELIVERED, FulfillmentStatus.RETURNED}
"""Statuses that prove a hand-over, even if the booking is reported as refused."""


@frozen(kw_only=True)
class CourierReport:
    """Status of a shipment, or the reason of a failed delivery attempt, as a courier reports it.

    ``attempt`` is the attempt's number if the courier counts attempts; ``occurred_at`` is the time
    of the event by the courier's clock. ``is_booking_refused`` comes with the status failed: the
    courier never had the shipment.
    """

    status: FulfillmentStatus = FulfillmentStatus.OUT_FOR_DELIVERY
    failed_attempt: str | None = optional_text(NOTE_LENGTH)
    attempt: int | None = None
    occurred_at: datetime | None = None
    is_booking_refused: bool = False

    def __attrs_post_init__(self) -> None:
        """Require the status out_for_delivery for a failed attempt."""
        is_out = self.status is FulfillmentStatus.OUT_FOR_DELIVERY
        if self.failed_attempt is not None and not is_out:
            raise ValueError("a failed attempt requires a fulfillment that is out for delivery")


def record_report(
    order: Order,
    fulfillment: Fulfillment,
    report: CourierReport,
    change: Change,
    tracking: Tracking | None = None,
) -> Order:
    """Record a courier's report on the timeline, and update the fulfillment's status if it is new.

    A late or repeated report changes the timeline only. A failed attempt is recorded with its
    reason and number. ``tracking`` replaces the shipment's tracking; None keeps it.
    """
    is_new = report.status in fulfillment.next_statuses
    facts: dict[str, Fact] = {"reported": report.status.value}
    if report.failed_attempt is not None:
        facts["failed_attempt"] = report.failed_attempt
        facts["attempt"] = report.attempt or 1 + _failed_attempts(order, fulfillment)
    if report.occurred_at is not None:
        facts["occurred_at"] = report.occurred_at.isoformat().replace("+00:00", "Z")
    return order.update_fulfillment(
        fulfillment,
        report.status if is_new else fulfillment.status,
        fulfillment.shipment.tracking if tracking is None else tracking,
        change,
        report=facts,
        is_booking_refused=report.is_booking_refused
        and fulfillment.status not in _PROVES_HAND_OVER,
    )


def _failed_attempts(order: Order, fulfillment: Fulfillment) -> int:
    return sum(
        entry.data.get("fulfillment_id") == fulfillment.id and "attempt" in entry.data
        for entry in order.timeline
    )
