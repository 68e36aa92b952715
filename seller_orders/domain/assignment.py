"""Assignment of an order to a user (contract, section 7)."""

from seller_orders.domain.order import Order
from seller_orders.domain.timeline import Change, ChangeType


def assign(order: Order, assignee: str | None, change: Change) -> Order:
    """Set the user who takes care of the order, also of a closed one; None unassigns it."""
    if assignee == order.assignee:
        return order
    return order.next_version(
        ChangeType.ASSIGNED,
        change,
        data={"previous": order.assignee, "assignee": assignee},
        assignee=assignee,
    )
