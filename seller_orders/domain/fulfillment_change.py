"""Changes of fulfillments: updates, cancellations and hand-overs (contract, section 2)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from attrs import evolve

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, moved
from seller_orders.domain.values import Tracking


def updated_fulfillment(
    current: Fulfillment,
    status: FulfillmentStatus,
    tracking: Tracking,
    at: datetime,
    *,
    more_tracking: tuple[Tracking, ...] | None,
    is_booking_refused: bool,
) -> Fulfillment:
    """Return a fulfillment with another status and tracking; itself if both stay.

    ``more_tracking`` None keeps the further tracking numbers. A fulfillment whose booking was
    refused is not handed over.
    """
    updated = current if status is current.status else moved(current, status, at)
    old = current.shipment
    more = old.more_tracking if more_tracking is None else more_tracking
    shipment = evolve(old, tracking=tracking, more_tracking=more)
    if shipment != old:
        updated = evolve(updated, shipment=shipment, updated_at=at)
    return evolve(updated, handed_over_at=None) if is_booking_refused else updated


def with_updated(
    fulfillments: Iterable[Fulfillment], updated: Fulfillment
) -> tuple[Fulfillment, ...]:
    """Return the fulfillments, with the one that has the id of ``updated`` replaced by it."""
    return tuple(updated if each.id == updated.id else each for each in fulfillments)


def cancelled_fulfillments(
    fulfillments: Iterable[Fulfillment], at: datetime, kept: Collection[str] = ()
) -> tuple[Fulfillment, ...]:
    """Return the fulfillments after the cancellation of those that are under way.

    Those whose ids are ``kept`` stay as they are.
    """
    return tuple(
        moved(each, FulfillmentStatus.CANCELLED, at)
        if each.is_cancellable and each.id not in kept
        else each
        for each in fulfillments
    )


def handed_over_fulfillments(
    fulfillments: Iterable[Fulfillment], at: datetime
) -> tuple[Fulfillment, ...]:
    """Return the fulfillments after the hand-over of those that are active."""
    return tuple(
        evolve(each, handed_over_at=at) if each.is_active and each.handed_over_at is None else each
        for each in fulfillments
    )
