"""Policies of fulfillments: which units may be fulfilled, and how a fulfillment may move."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import evolve
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.domain.fulfillment import FINAL, Fulfillment, FulfillmentStatus
from seller_orders.domain.hold_policy import ensure_not_held, not_held
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    FulfillmentIsFinal,
    NothingToFulfill,
    OnHold,
    OrderIsClosed,
    OrderIsRefunded,
    QuantityExceedsRemaining,
    Refusal,
    TransitionNotAllowed,
    UnitsInReturn,
    UnknownItem,
)
from seller_orders.domain.requested_items import duplicate_items, excesses, unknown_items
from seller_orders.domain.return_units import is_kept_active, returns_of
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.unit_worth import worth_of

CLOSED_TO_FULFILLMENT: Final = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.DELIVERED, OrderStatus.REFUNDED}
)
"""Statuses in which an order accepts no new fulfillment, under every rule set."""

_DOWNLOAD: Final = "{id} requires no shipping, so it cannot be fulfilled: leave it out."


def ensure_fulfillable(
    order: Order, items: Sequence[ItemQuantity], at: datetime
) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow known lines, each listed once and not held, up to the units that remain of each.

    Of an order whose money is all refunded, only lines that are worth nothing may ship.
    """
    if order.status in CLOSED_TO_FULFILLMENT:
        return Failure(OrderIsClosed(order.status))
    if _is_refunded(order, items):
        return Failure(OrderIsRefunded(str(order.payment.captured)))
    if unknown := unknown_items(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := duplicate_items(items):
        return Failure(DuplicateItem(duplicates))
    return ensure_not_held(order, items, at).bind(lambda _: _ensure_remaining(order, items))


def ensure_anything_remains(
    order: Order, at: datetime
) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow all units that remain and are not held; refuse if there are none."""
    return ensure_any_fulfillable(order, at).lash(
        lambda refusal: Failure(NothingToFulfill() if isinstance(refusal, OnHold) else refusal)
    )


def ensure_any_fulfillable(order: Order, at: datetime) -> Result[tuple[ItemQuantity, ...], Refusal]:
    """Allow what ``ensure_anything_remains`` allows; name the holds if all that remains is held."""
    items = not_held(order, order.remaining, at) or order.remaining
    allowed = ensure_fulfillable(order, items, at)
    return allowed.bind(lambda items: Success(items) if items else Failure(NothingToFulfill()))


def _ensure_remaining(
    order: Order, items: Sequence[ItemQuantity]
) -> Result[tuple[ItemQuantity, ...], Refusal]:
    if problems := _excesses(order, items):
        return Failure(QuantityExceedsRemaining(problems))
    return Success(tuple(items))


def ensure_moves(
    fulfillment: Fulfillment, status: FulfillmentStatus
) -> Result[FulfillmentStatus, Refusal]:
    """Allow a fulfillment's own status and its next statuses, whatever is in returns."""
    allowed = fulfillment.next_statuses
    if status is fulfillment.status or status in allowed:
        return Success(status)
    if fulfillment.status in FINAL:
        can_return = FulfillmentStatus.RETURNED in allowed
        return Failure(FulfillmentIsFinal(fulfillment.id, fulfillment.status, can_return))
    return Failure(TransitionNotAllowed(fulfillment.status, status, allowed))


def ensure_fulfillment_moves(
    order: Order, fulfillment: Fulfillment, status: FulfillmentStatus
) -> Result[FulfillmentStatus, Refusal]:
    """Allow what ``ensure_moves`` allows, unless units in returns keep the fulfillment active."""
    moved = ensure_moves(fulfillment, status)
    if is_successful(moved) and is_kept_active(fulfillment, status, order.fulfillments_in_returns):
        kept = returns_of(order.returns, fulfillment.id)
        return Failure(UnitsInReturn(fulfillment.id, fulfillment.status, kept))
    return moved


def _excesses(order: Order, items: Sequence[ItemQuantity]) -> tuple[FieldProblem, ...]:
    downloads = {line.id for line in order.lines if not line.requires_shipping}
    remaining = {id: units.remaining for id, units in order.units.items()}
    return tuple(
        evolve(problem, detail=_DOWNLOAD.format_map(problem.facts))
        if problem.facts["id"] in downloads
        else problem
        for problem in excesses(order, items, remaining)
    )


def _is_refunded(order: Order, items: Sequence[ItemQuantity]) -> bool:
    """Return whether all money of a paid order is refunded, and items would ship for nothing.

    Lines that are worth nothing, such as a gift, may still ship.
    """
    is_paid = bool(order.total) and order.payment.captured >= order.total
    if not is_paid or order.payment.refundable:
        # With all of it refunded, the balance is never below 0.
        return False
    worth = worth_of(order).lines
    return all(worth.get(item.id) != Money.zero(order.currency) for item in items)
