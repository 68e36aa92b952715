"""Replacement of an order by a new one, such as for damaged goods (contract, section 7)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.order import Order
from seller_orders.domain.order_limits import MAX_REPLACEMENTS, beyond_limit
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.timeline import Change, ChangeType


def ensure_replaceable(order: Order) -> Result[Order, Refusal]:
    """Allow a replacement in every status, up to the limit of an order's replacements."""
    if len(order.replaced_by) < MAX_REPLACEMENTS:
        return Success(order)
    detail = (
        f"At most {MAX_REPLACEMENTS} orders replace one, and {order.id} has them: "
        "leave replaces out, or name one of them."
    )
    return Failure(beyond_limit(detail, "replaces"))


def record_replacement(order: Order, new_order_id: str, change: Change) -> Order:
    """Record that a new order replaces this one, in any status."""
    return order.next_version(
        ChangeType.REPLACED,
        change,
        data={"order_id": new_order_id},
        replaced_by=(*order.replaced_by, new_order_id),
    )
