"""Replacement of an order by a new one, such as for damaged goods (contract, section 7)."""

from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change, ChangeType


def record_replacement(order: Order, new_order_id: str, change: Change) -> Order:
    """Record that a new order replaces this one, in any status."""
    return order.next_version(
        ChangeType.REPLACED,
        change,
        data={"order_id": new_order_id},
        replaced_by=(*order.replaced_by, new_order_id),
    )
