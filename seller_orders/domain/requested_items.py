"""Checks of the items that a request names."""

from collections.abc import Mapping, Sequence

from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    QuantityExceedsRemaining,
    UnknownItem,
)


def unknown_items(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    """Return a problem for each item that is not a line of the order."""
    return tuple(
        FieldProblem(
            UnknownItem.code, f"The order has no line item {item.id}.", ("items", index, "id")
        )
        for index, item in enumerate(items)
        if item.id not in order.units
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


def excesses(
    order: Order, items: Sequence[ItemQuantity], remaining: Mapping[str, int]
) -> tuple[FieldProblem, ...]:
    """Return a problem for each item that names more units than remain of its line."""
    lines = {line.id: line for line in order.lines}
    return tuple(
        FieldProblem(
            QuantityExceedsRemaining.code,
            f"{remaining[item.id]} of {item.id} remain ({_uses(order, lines[item.id])}),"
            f" and {item.quantity} were requested.",
            ("items", index, "quantity"),
            facts={
                "id": item.id,
                "ordered": order.units[item.id].ordered,
                "fulfilled": order.units[item.id].fulfilled,
                "remaining": remaining[item.id],
                "requested": item.quantity,
            },
        )
        for index, item in enumerate(items)
        if item.quantity > remaining[item.id]
    )


def _uses(order: Order, line: LineItem) -> str:
    """Return what the units of a line were used for, which adds up to those that do not remain."""
    units = order.units[line.id]
    refunded = units.spent if line.requires_shipping else units.refunded
    parts = [f"{units.ordered} ordered", f"{units.fulfilled} fulfilled"]
    parts += [f"{units.cancelled} cancelled"] if units.cancelled else []
    return ", ".join(parts + ([f"{refunded} refunded"] if refunded else []))
