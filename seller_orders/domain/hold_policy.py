"""Policies of holds: which hold may be made or released, and what a hold prevents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain

from returns.result import Failure, Result, Success

from seller_orders.domain.hold import Hold, HoldRequest
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    HoldNotFound,
    InvalidFields,
    OnHold,
    OrderIsClosed,
    Refusal,
    UnknownItem,
)
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import time_fact


def ensure_holdable(order: Order, request: HoldRequest, at: datetime) -> Result[None, Refusal]:
    """Allow a hold of known lines, each named once, until a time in the future.

    Only a cancelled order cannot be held.
    """
    if order.status is OrderStatus.CANCELLED:
        return Failure(OrderIsClosed(order.status))
    if unknown := _unknown_lines(order, request.items):
        return Failure(UnknownItem(unknown))
    if duplicates := _duplicate_lines(request.items):
        return Failure(DuplicateItem(duplicates))
    if request.until is not None and request.until <= at:
        detail = (
            f"{time_fact(request.until)} is past: give a later time,"
            " or leave it out to hold until you release it."
        )
        return Failure(InvalidFields((FieldProblem("is_past", detail, ("until",)),)))
    return Success(None)


def ensure_hold(order: Order, hold_id: str, at: datetime) -> Result[Hold, Refusal]:
    """Return an open hold; refuse an unknown id, and a hold whose end is past."""
    hold = order.hold(hold_id)
    if hold is None or not hold.is_open(at):
        return Failure(HoldNotFound(hold_id))
    return Success(hold)


def ensure_any_hold(order: Order, at: datetime) -> Result[tuple[Hold, ...], Refusal]:
    """Return the open holds; refuse if there are none."""
    holds = open_holds(order, at)
    return Success(holds) if holds else Failure(HoldNotFound(None))


def ensure_not_held(
    order: Order, items: Sequence[ItemQuantity], at: datetime
) -> Result[None, Refusal]:
    """Allow lines that no hold keeps back; name each hold that does."""
    positions = {item.id: index for index, item in enumerate(items)}
    problems = tuple(
        _on_hold(hold, held)
        for hold in open_holds(order, at)
        if (held := _held_by(hold, positions))
    )
    return Failure(OnHold(problems)) if problems else Success(None)


def open_holds(order: Order, at: datetime) -> tuple[Hold, ...]:
    """Return the holds whose end is not reached."""
    return tuple(hold for hold in order.holds if hold.is_open(at))


def open_hold_of(order: Order, handle: str | None, at: datetime) -> Hold | None:
    """Return the open hold with a handle; None if there is none, or no handle."""
    if handle is None:
        return None
    return next((hold for hold in open_holds(order, at) if hold.handle == handle), None)


def expired_holds(order: Order, at: datetime) -> tuple[Hold, ...]:
    """Return the holds whose end is past, and whose release is not recorded yet."""
    return tuple(hold for hold in order.holds if not hold.is_open(at))


def not_held(order: Order, items: Iterable[ItemQuantity], at: datetime) -> tuple[ItemQuantity, ...]:
    """Return the items that no hold keeps back."""
    holds = open_holds(order, at)
    if any(not hold.items for hold in holds):
        return ()
    held = frozenset(chain.from_iterable(hold.items for hold in holds))
    return tuple(item for item in items if item.id not in held)


def _held_by(hold: Hold, positions: Mapping[str, int]) -> Sequence[tuple[int, str]]:
    """Return position and id of each item that a hold keeps back, by position.

    A hold without lines holds the order.
    """
    return sorted((positions[id], id) for id in hold.items or positions if id in positions)


def _on_hold(hold: Hold, held: Sequence[tuple[int, str]]) -> FieldProblem:
    """Return the problem of one hold; of a hold of lines, it points to the first held item."""
    index, first = held[0]
    until = f" until {time_fact(hold.until)}" if hold.until else ""
    name = f"{hold.id} ({hold.reason}){until}"
    facts: dict[str, str | int] = {"hold_id": hold.id, "reason": hold.reason.value}
    facts |= {"handle": hold.handle} if hold.handle is not None else {}
    facts |= {"until": time_fact(hold.until)} if hold.until else {}
    if not hold.items:
        detail = f"Hold {name} holds the whole order: release it before you fulfill."
        return FieldProblem(OnHold.code, detail, facts=facts)
    lines = ", ".join(id for _, id in held)
    detail = f"Hold {name} holds {lines}: release it, or fulfill other lines."
    return FieldProblem(OnHold.code, detail, ("items", index, "id"), facts=facts | {"item": first})


def _unknown_lines(order: Order, ids: Sequence[str]) -> tuple[FieldProblem, ...]:
    return tuple(
        FieldProblem(UnknownItem.code, f"The order has no line item {id}.", ("items", index))
        for index, id in enumerate(ids)
        if id not in order.units
    )


def _duplicate_lines(ids: Sequence[str]) -> tuple[FieldProblem, ...]:
    first = {id: index for index, id in reversed(list(enumerate(ids)))}
    return tuple(
        FieldProblem(
            DuplicateItem.code, f"Line item {id} is listed twice: name it once.", ("items", index)
        )
        for index, id in enumerate(ids)
        if first[id] != index
    )
