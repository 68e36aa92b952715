"""State of fulfillments before later changes of their order, restored from its timeline."""

from collections.abc import Iterable, Sequence
from typing import Any

from seller_orders.domain.fulfillment import INACTIVE, Fulfillment, FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType, Fact, TimelineEntry
from seller_orders.domain.values import Tracking


def was_active(fulfillment: Fulfillment, order: Order, later: Sequence[TimelineEntry]) -> bool:
    """Return True if the fulfillment was active before the later changes."""
    about = _about(fulfillment, later)
    if any(each.type is ChangeType.FULFILLMENT_CREATED for each in about):
        return False
    status = next((each.from_ for each in about if each.from_), fulfillment.status)
    if status not in INACTIVE:
        return True
    if status != FulfillmentStatus.CANCELLED or _was_cancelled_alone(fulfillment, order):
        return False
    return any(_cancelled_with_order(each, fulfillment) for each in later)


def was_delivered(fulfillment: Fulfillment, later: Sequence[TimelineEntry]) -> bool:
    """Return True if the fulfillment was delivered before the later changes."""
    is_delivered = fulfillment.status is FulfillmentStatus.DELIVERED
    return is_delivered and not any(
        each.to == FulfillmentStatus.DELIVERED for each in _about(fulfillment, later)
    )


def past_tracking(fulfillment: Fulfillment, later: Sequence[TimelineEntry]) -> Tracking:
    """Return the tracking that the fulfillment had before the later changes."""
    replaced = (
        tracking_of(each.data.get("previous_tracking")) for each in _about(fulfillment, later)
    )
    return next((each for each in replaced if each), fulfillment.shipment.tracking)


def past_more_tracking(
    fulfillment: Fulfillment, later: Sequence[TimelineEntry]
) -> tuple[Tracking, ...]:
    """Return the tracking beyond the first that the fulfillment had before the later changes."""
    replaced = (more_replaced_by(each) for each in _about(fulfillment, later))
    return next((each for each in replaced if each is not None), fulfillment.shipment.more_tracking)


def replaced_by(change: TimelineEntry) -> tuple[Tracking, ...]:
    """Return the tracking that a change replaced, the first and further numbers."""
    first = tracking_of(change.data.get("previous_tracking"))
    return () if first is None else (first, *(more_replaced_by(change) or ()))


def more_replaced_by(change: TimelineEntry) -> tuple[Tracking, ...] | None:
    """Return the tracking beyond the first that a change replaced; None if it kept it."""
    previous: Any = change.data.get("previous_tracking") or {}
    if "tracking" not in previous:
        return None
    return tuple(Tracking(awb=each["awb"], url=each["url"]) for each in previous["tracking"])


def tracking_of(facts: Any) -> Tracking | None:
    """Return the tracking that ``facts`` has serialized."""
    return None if facts is None else next(iter(trackings_of([facts])))


def trackings_of(facts: Iterable[Any]) -> tuple[Tracking, ...]:
    """Return the tracking numbers that ``facts`` has serialized."""
    return tuple(Tracking(awb=each["awb"], url=each["tracking_url"]) for each in facts)


def tracking_facts(tracking: Tracking) -> dict[str, Fact]:
    """Serialize a tracking number to JSON-compatible values."""
    return {"awb": tracking.awb, "tracking_url": tracking.url}


def _about(fulfillment: Fulfillment, changes: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    return [each for each in changes if each.data.get("fulfillment_id") == fulfillment.id]


def _was_cancelled_alone(fulfillment: Fulfillment, order: Order) -> bool:
    return any(
        each.type is ChangeType.FULFILLMENT_CANCELLED
        for each in _about(fulfillment, order.timeline)
    )


def _cancelled_with_order(change: TimelineEntry, fulfillment: Fulfillment) -> bool:
    if change.to != OrderStatus.CANCELLED:
        return False
    named = change.data.get("cancelled_fulfillments")
    # A status change does not list the fulfillments it cancels.
    return fulfillment.id in named if isinstance(named, list) else True
