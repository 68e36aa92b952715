"""Which units of an order may be fulfilled (contract, sections 2 and 3)."""

from collections.abc import Mapping, Sequence
from typing import Final

from returns.result import Failure, Result, Success

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    InvalidFields,
    NothingToFulfill,
    OrderIsClosed,
    QuantityExceedsRemaining,
    Refusal,
    UnknownItem,
)
from seller_orders.domain.status import OrderStatus

CLOSED_TO_FULFILLMENT: Final = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.DELIVERED, OrderStatus.REFUNDED}
)
"""An order in one of these gets no new fulfillment, whatever the transition rules say."""


def ensure_fulfillable(
    order: Order, items: Sequence[ItemQuantity]
) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow quantities of lines that the order has, each named once, up to what remains of each."""
    if order.status in CLOSED_TO_FULFILLMENT:
        return Failure(OrderIsClosed(order.status))
    if unknown := _unknown(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := _duplicates(items):
        return Failure(DuplicateItem(duplicates))
    if excesses := _excesses(order, items):
        return Failure(QuantityExceedsRemaining(excesses))
    return Success(tuple(items))


def ensure_anything_remains(order: Order) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow all that remains of an order, where anything does."""
    allowed = ensure_fulfillable(order, order.remaining)
    return allowed.bind(lambda items: Success(items) if items else Failure(NothingToFulfill()))


def ensure_restorable(
    order: Order, items: Sequence[ItemQuantity]
) -> Result[Mapping[str, int], Refusal]:
    """Allow units of lines that the order has, each named once, up to what is free of each.

    Returns the units that may go back, by line id. Naming more than was ordered is refused.
    """
    if unknown := _unknown(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := _duplicates(items):
        return Failure(DuplicateItem(duplicates))
    lines = {line.id: line for line in order.lines}
    excesses = tuple(
        FieldProblem(
            "quantity_exceeds_ordered",
            f"{lines[item.id].quantity} of {item.id} were ordered.",
            ("items", index, "quantity"),
        )
        for index, item in enumerate(items)
        if item.quantity > lines[item.id].quantity
    )
    if excesses:
        return Failure(InvalidFields(excesses))
    return Success({item.id: min(item.quantity, order.free[item.id]) for item in items})


def _unknown(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(
            UnknownItem.code, f"The order has no line item {item.id}.", ("items", index, "id")
        )
        for index, item in enumerate(items)
        if item.id not in order.fulfilled
    )


def _duplicates(items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    first = {item.id: index for index, item in reversed(list(enumerate(items)))}
    return tuple(
        FieldProblem(
            DuplicateItem.code,
            f"Line item {item.id} is named twice: add up.",
            ("items", index, "id"),
        )
        for index, item in enumerate(items)
        if first[item.id] != index
    )


def _excesses(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    ordered = {line.id: line.quantity for line in order.lines}
    return tuple(
        FieldProblem(
            QuantityExceedsRemaining.code,
            f"{ordered[item.id] - order.fulfilled[item.id]} of {item.id} remain"
            f" ({ordered[item.id]} ordered, {order.fulfilled[item.id]} fulfilled),"
            f" and {item.quantity} were requested.",
            ("items", index, "quantity"),
            facts={
                "id": item.id,
                "ordered": ordered[item.id],
                "fulfilled": order.fulfilled[item.id],
                "remaining": ordered[item.id] - order.fulfilled[item.id],
                "requested": item.quantity,
            },
        )
        for index, item in enumerate(items)
        if item.quantity > ordered[item.id] - order.fulfilled[item.id]
    )
