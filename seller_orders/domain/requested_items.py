"""Checks of the items that a request names."""

from collections.abc import Sequence

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import DuplicateItem, FieldProblem, UnknownItem


def unknown_items(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    """Return a problem for each item that is not a line of the order."""
    return tuple(
        FieldProblem(
            UnknownItem.code, f"The order has no line item {item.id}.", ("items", index, "id")
        )
        for index, item in enumerate(items)
        if item.id not in order.fulfilled
    )


def duplicate_items(items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    """Return a problem for each item that repeats an earlier one."""
    first = {item.id: index for index, item in reversed(list(enumerate(items)))}
    return tuple(
        FieldProblem(
            DuplicateItem.code,
            f"Line item {item.id} is listed twice: send one entry with the sum.",
            ("items", index, "id"),
        )
        for index, item in enumerate(items)
        if first[item.id] != index
    )
