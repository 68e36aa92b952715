"""What a courier's report does to a fulfillment (contract, section 2: a fulfillment's life)."""

from datetime import datetime
from typing import Final

from attrs import frozen

from seller_orders.domain.fulfillment import WITH_COURIER, Fulfillment, FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change, Fact
from seller_orders.domain.values import NOTE_LENGTH, Tracking, optional_text

_SEEN_LEAVING: Final = WITH_COURIER | {FulfillmentStatus.DELIVERED, FulfillmentStatus.RETURNED}
"""A fulfillment in one of these was handed over, whatever a refused booking says."""


@frozen(kw_only=True)
class CourierReport:
    """A courier says where a shipment is, or why an attempt to deliver it failed.

    ``attempt`` is the attempt's number where the courier counts them itself; ``occurred_at`` is
    when it happened, by the courier's clock. ``is_booking_refused`` comes with the status failed:
    the courier never had the shipment.
    """

    status: FulfillmentStatus = FulfillmentStatus.OUT_FOR_DELIVERY
    failed_attempt: str | None = optional_text(NOTE_LENGTH)
    attempt: int | None = None
    occurred_at: datetime | None = None
    is_booking_refused: bool = False

    def __attrs_post_init__(self) -> None:
        """See that what was not delivered is still out for delivery."""
        still_out = self.status is FulfillmentStatus.OUT_FOR_DELIVERY
        if self.failed_attempt is not None and not still_out:
            raise ValueError("a failed attempt leaves a fulfillment out for delivery")


def record_report(
    order: Order,
    fulfillment: Fulfillment,
    report: CourierReport,
    change: Change,
    tracking: Tracking | None = None,
) -> Order:
    """Move the fulfillment where the report is news; keep the report on the timeline in any case.

    A report that comes late or twice changes nothing else. A failed attempt leaves the
    fulfillment out for delivery, and is kept with its reason and number. ``tracking`` is how the
    shipment is followed from now on, None: as before.
    """
    is_news = report.status in fulfillment.next_statuses
    kept: dict[str, Fact] = {"reported": report.status.value}
    if report.failed_attempt is not None:
        kept["failed_attempt"] = report.failed_attempt
        kept["attempt"] = report.attempt or 1 + _failed_attempts(order, fulfillment)
    if report.occurred_at is not None:
        kept["occurred_at"] = report.occurred_at.isoformat().replace("+00:00", "Z")
    return order.update_fulfillment(
        fulfillment,
        report.status if is_news else fulfillment.status,
        fulfillment.shipment.tracking if tracking is None else tracking,
        change,
        report=kept,
        is_booking_refused=report.is_booking_refused and fulfillment.status not in _SEEN_LEAVING,
    )


def _failed_attempts(order: Order, fulfillment: Fulfillment) -> int:
    return sum(
        entry.data.get("fulfillment_id") == fulfillment.id and "attempt" in entry.data
        for entry in order.timeline
    )
