"""Policies of fulfillments: which units may be fulfilled, and how a fulfillment may move."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from returns.result import Failure, Result, Success

from seller_orders.domain.fulfillment import FINAL, Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    FulfillmentIsFinal,
    NothingToFulfill,
    OrderIsClosed,
    QuantityExceedsRemaining,
    Refusal,
    TransitionNotAllowed,
    UnknownItem,
)
from seller_orders.domain.requested_items import duplicate_items, unknown_items
from seller_orders.domain.status import OrderStatus

CLOSED_TO_FULFILLMENT: Final = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.DELIVERED, OrderStatus.REFUNDED}
)
"""Statuses in which an order accepts no new fulfillment, under every rule set."""


def ensure_fulfillable(
    order: Order, items: Sequence[ItemQuantity]
) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow known lines, each listed once, up to the units that remain of each."""
    if order.status in CLOSED_TO_FULFILLMENT:
        return Failure(OrderIsClosed(order.status))
    if unknown := unknown_items(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := duplicate_items(items):
        return Failure(DuplicateItem(duplicates))
    if excesses := _excesses(order, items):
        return Failure(QuantityExceedsRemaining(excesses))
    return Success(tuple(items))


def ensure_anything_remains(order: Order) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow all remaining units of an order; refuse if none remain."""
    allowed = ensure_fulfillable(order, order.remaining)
    return allowed.bind(lambda items: Success(items) if items else Failure(NothingToFulfill()))


def ensure_moves(
    fulfillment: Fulfillment, status: FulfillmentStatus
) -> Result[FulfillmentStatus, Refusal]:
    """Allow a fulfillment's own status and its next statuses."""
    allowed = fulfillment.next_statuses
    if status is fulfillment.status or status in allowed:
        return Success(status)
    if fulfillment.status in FINAL:
        can_return = FulfillmentStatus.RETURNED in allowed
        return Failure(FulfillmentIsFinal(fulfillment.id, fulfillment.status, can_return))
    return Failure(TransitionNotAllowed(fulfillment.status, status, allowed))


def _excesses(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    lines = {line.id: line for line in order.lines}
    remaining = Counter({item.id: item.quantity for item in order.remaining})
    return tuple(
        FieldProblem(
            QuantityExceedsRemaining.code,
            _excess(lines[item.id], order.fulfilled[item.id], remaining[item.id], item.quantity),
            ("items", index, "quantity"),
            facts={
                "id": item.id,
                "ordered": lines[item.id].quantity,
                "fulfilled": order.fulfilled[item.id],
                "remaining": remaining[item.id],
                "requested": item.quantity,
            },
        )
        for index, item in enumerate(items)
        if item.quantity > remaining[item.id]
    )


def _excess(line: LineItem, fulfilled: int, remaining: int, requested: int) -> str:
    if not line.requires_shipping:
        return f"{line.id} requires no shipping, so it cannot be fulfilled: leave it out."
    return (
        f"{remaining} of {line.id} remain ({line.quantity} ordered, {fulfilled} fulfilled),"
        f" and {requested} were requested."
    )
