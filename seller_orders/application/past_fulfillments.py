"""State of fulfillments before later changes of their order, restored from its timeline."""

from collections.abc import Sequence
from typing import Any

from seller_orders.domain.fulfillment import INACTIVE, Fulfillment, FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import ChangeType, TimelineEntry
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


def past_tracking(fulfillment: Fulfillment, later: Sequence[TimelineEntry]) -> Tracking:
    """Return the tracking that the fulfillment had before the later changes."""
    replaced = (
        tracking_of(each.data.get("previous_tracking")) for each in _about(fulfillment, later)
    )
    return next((each for each in replaced if each), fulfillment.shipment.tracking)


def tracking_of(facts: Any) -> Tracking | None:
    """Return the tracking that ``facts`` has serialized."""
    return None if facts is None else Tracking(awb=facts["awb"], url=facts["tracking_url"])


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
