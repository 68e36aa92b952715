"""Courier reports and their effect on a fulfillment (contract, section 2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from seller_orders.domain.erased_facts import ERASED
from seller_orders.domain.fulfillment import WITH_COURIER, Fulfillment, FulfillmentStatus
from seller_orders.domain.lazy_timeline import facts_of_entries
from seller_orders.domain.order import Order
from seller_orders.domain.return_units import is_kept_active
from seller_orders.domain.timeline import Change, Fact, time_fact
from seller_orders.domain.values import NOTE_LENGTH, TEXT_LENGTH, Tracking, optional_text

MAX_REPORTS_KEPT: Final = 200
"""Reports of a fulfillment on the timeline. Further ones are counted, unless they move it."""

_PROVES_HAND_OVER: Final = WITH_COURIER | {FulfillmentStatus.DELIVERED, FulfillmentStatus.RETURNED}
"""Statuses that prove a hand-over, even if the booking is reported as refused."""


@frozen(kw_only=True)
class CourierReport:
    """Status of a shipment, or the reason of a failed delivery attempt, as a courier reports it.

    ``place`` is where the shipment was, in the courier's words. ``attempt`` is the attempt's number
    if the courier counts attempts; ``occurred_at`` is the time of the event by the courier's clock.
    ``is_booking_refused`` comes with the status failed: the courier never had the shipment.
    """

    status: FulfillmentStatus = FulfillmentStatus.OUT_FOR_DELIVERY
    place: str | None = optional_text(TEXT_LENGTH)
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

    A late report changes the timeline only, and so does one that would end a fulfillment with units
    in returns. A report with the status, place and time of an earlier
    one changes nothing. After ``MAX_REPORTS_KEPT`` reports the order only counts them, except for
    one that moves the fulfillment. A failed attempt is recorded with its reason and number.
    ``tracking`` replaces the shipment's tracking; None keeps it.
    """
    tracking = fulfillment.shipment.tracking if tracking is None else tracking
    kept = _reports_kept(order, fulfillment)
    is_new = moves(order, fulfillment, report.status)
    facts = _facts(report, kept)
    is_kept = report.occurred_at is not None and any(_is_same(facts, each) for each in kept)
    if is_kept and not is_new and tracking == fulfillment.shipment.tracking:
        return order
    counted = evolve(fulfillment, report_count=max(fulfillment.report_count, len(kept)) + 1)
    if len(kept) >= MAX_REPORTS_KEPT and not is_new:
        return order.count_report(counted, change)
    return order.update_fulfillment(
        counted,
        report.status if is_new else fulfillment.status,
        tracking,
        change,
        report=facts,
        is_booking_refused=report.is_booking_refused
        and fulfillment.status not in _PROVES_HAND_OVER
        and fulfillment.id not in order.fulfillments_in_returns,
    )


def moves(order: Order, fulfillment: Fulfillment, status: FulfillmentStatus) -> bool:
    """Return whether a report of a status moves a fulfillment.

    A late one does not. Nor does one that would end a fulfillment with units in returns.
    """
    is_kept = is_kept_active(fulfillment, status, order.fulfillments_in_returns)
    return status in fulfillment.next_statuses and not is_kept


def is_news(order: Order, fulfillment: Fulfillment, status: FulfillmentStatus) -> bool:
    """Return whether a status that a carrier was asked for is worth a report.

    It is if it moves the fulfillment. One that units in returns prevent is, unless it is on the
    timeline already.
    """
    if status not in fulfillment.next_statuses:
        return False
    kept = _reports_kept(order, fulfillment)
    return moves(order, fulfillment, status) or all(each["reported"] != status for each in kept)


def _reports_kept(order: Order, fulfillment: Fulfillment) -> list[Mapping[str, Fact]]:
    return [
        facts
        for facts in facts_of_entries(order.timeline)
        if facts.get("fulfillment_id") == fulfillment.id and "reported" in facts
    ]


def _facts(report: CourierReport, kept: list[Mapping[str, Fact]]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"reported": report.status.value}
    if report.place is not None:
        facts["place"] = report.place
    if report.failed_attempt is not None:
        facts["failed_attempt"] = report.failed_attempt
        facts["attempt"] = report.attempt or 1 + sum("attempt" in each for each in kept)
    if report.occurred_at is not None:
        facts["occurred_at"] = time_fact(report.occurred_at)
    return facts


def _is_same(facts: Mapping[str, Fact], kept: Mapping[str, Fact]) -> bool:
    if ("attempt" in facts) is not ("attempt" in kept):
        return False
    if "place" in facts and kept.get("place") == ERASED:
        facts = {**facts, "place": ERASED}
    return all(facts.get(name) == kept.get(name) for name in ("reported", "place", "occurred_at"))
