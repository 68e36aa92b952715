"""Lateness: ``ship_by`` is past, and units of an open order remain (contract, section 7)."""

from datetime import datetime

from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.lazy_timeline import facts_of_entries, types_of_entries
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change, ChangeType, time_fact


def is_late(order: Order, at: datetime) -> bool:
    """Return whether ``ship_by`` is past, units remain to be fulfilled, and the order is open."""
    is_past = order.ship_by is not None and order.ship_by < at
    return is_past and order.status not in CLOSED_TO_FULFILLMENT and bool(order.remaining)


def is_lateness_recorded(order: Order, ship_by: datetime) -> bool:
    """Return whether the timeline has the lateness for a ``ship_by`` that the order has or had."""
    timeline = order.timeline
    return any(
        type == ChangeType.LATE and facts.get("ship_by") == time_fact(ship_by)
        for type, facts in zip(types_of_entries(timeline), facts_of_entries(timeline), strict=True)
    )


def record_lateness(order: Order, change: Change) -> Order:
    """Record that an order is late; return the order itself if it is not, or if that is recorded.

    It is recorded once for each ``ship_by`` that the order has.
    """
    ship_by = order.ship_by
    if ship_by is None or not is_late(order, change.at) or is_lateness_recorded(order, ship_by):
        return order
    return order.next_version(ChangeType.LATE, change, data={"ship_by": time_fact(ship_by)})
