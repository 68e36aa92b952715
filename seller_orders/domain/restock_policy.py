"""Policy of restocking by request (contract, section 2: Stock)."""

from collections.abc import Mapping, Sequence

from returns.result import Failure, Result, Success

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    InvalidFields,
    Refusal,
    UnknownItem,
)
from seller_orders.domain.requested_items import duplicate_items, unknown_items


def ensure_restorable(
    order: Order, items: Sequence[ItemQuantity]
) -> Result[Mapping[str, int], Refusal]:
    """Return the units that may be restocked, by line id: at most what is free of each line.

    Refuses unknown lines, lines listed twice, and more units than were ordered.
    """
    if unknown := unknown_items(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := duplicate_items(items):
        return Failure(DuplicateItem(duplicates))
    lines = {line.id: line for line in order.lines}
    excesses = tuple(
        FieldProblem(
            "quantity_exceeds_ordered",
            f"{lines[item.id].quantity} of {item.id} were ordered,"
            f" and {item.quantity} were requested.",
            ("items", index, "quantity"),
        )
        for index, item in enumerate(items)
        if item.quantity > lines[item.id].quantity
    )
    if excesses:
        return Failure(InvalidFields(excesses))
    return Success({item.id: min(item.quantity, order.free[item.id]) for item in items})
