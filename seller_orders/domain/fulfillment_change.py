"""Changes of an order's fulfillments: status, tracking, and hand-over (contract, section 2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from attrs import evolve

from seller_orders.domain.change_facts import restock_facts, tracking_facts
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, moved
from seller_orders.domain.order_state import OrderState
from seller_orders.domain.parcel_return import restocks_of_return
from seller_orders.domain.stock import Restock
from seller_orders.domain.timeline import Change, ChangeType, Fact
from seller_orders.domain.values import Tracking

S = TypeVar("S", bound=OrderState)


def update_fulfillment(
    order: S,
    current: Fulfillment,
    status: FulfillmentStatus,
    tracking: Tracking,
    change: Change,
    report: Mapping[str, Fact] | None = None,
    *,
    more_tracking: tuple[Tracking, ...] | None = None,
    is_booking_refused: bool = False,
) -> S:
    """Update a fulfillment as ``Order.update_fulfillment`` says."""
    updated = current if status is current.status else moved(current, status, change.at)
    old = current.shipment
    more = old.more_tracking if more_tracking is None else more_tracking
    shipment = evolve(old, tracking=tracking, more_tracking=more)
    if shipment != old:
        updated = evolve(updated, shipment=shipment, updated_at=change.at)
    if is_booking_refused:
        updated = evolve(updated, handed_over_at=None)
    if updated == current and report is None:
        return order
    fulfillments = with_updated(order.fulfillments, updated)
    restocks: tuple[Restock, ...] = ()
    if status is FulfillmentStatus.RETURNED is not current.status:
        restocks = restocks_of_return(evolve(order, fulfillments=fulfillments), updated, change.at)
    data = {"fulfillment_id": current.id, **(report or {}), **restock_facts(restocks)}
    if shipment != old:
        data["previous_tracking"] = tracking_facts(old, with_more=more != old.more_tracking)
    is_cancelled_now = status is FulfillmentStatus.CANCELLED is not current.status
    return order.next_version(
        ChangeType.FULFILLMENT_CANCELLED if is_cancelled_now else ChangeType.FULFILLMENT_UPDATED,
        change,
        moved=(current.status, status) if status is not current.status else None,
        data=data,
        fulfillments=fulfillments,
        restocks=(*order.restocks, *restocks),
    )


def with_updated(
    fulfillments: Iterable[Fulfillment], updated: Fulfillment
) -> tuple[Fulfillment, ...]:
    """Return the fulfillments, with the one that has the id of ``updated`` replaced by it."""
    return tuple(updated if each.id == updated.id else each for each in fulfillments)


def cancelled_fulfillments(
    fulfillments: Iterable[Fulfillment], at: datetime
) -> tuple[Fulfillment, ...]:
    """Return the fulfillments after the cancellation of those that are under way."""
    return tuple(
        moved(each, FulfillmentStatus.CANCELLED, at) if each.is_cancellable else each
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
