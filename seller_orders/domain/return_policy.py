"""Policies of returns: which units may be returned, and how a return may move (section 7)."""

from collections import Counter
from collections.abc import Iterable, Sequence

from returns.result import Failure, Result, Success

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import RETURN_TRANSITIONS, Return, ReturnedItem, ReturnStatus
from seller_orders.domain.refusals import (
    DuplicateItem,
    FieldProblem,
    InvalidFields,
    QuantityExceedsExpected,
    QuantityExceedsReturnable,
    Refusal,
    ReturnIsFinal,
    ReturnNotFound,
    TransitionNotAllowed,
    UnknownItem,
)
from seller_orders.domain.requested_items import duplicate_items, unknown_items
from seller_orders.domain.return_binding import bind, left_to_return, return_excesses
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import ReturnRules


def ensure_returnable(
    order: Order, request: ReturnRequest, rules: ReturnRules
) -> Result[tuple[ReturnedItem, ...], Refusal]:
    """Allow a return, and bind its units to the fulfillments that handed them over.

    Delivered fulfillments come first, then the oldest. Returns are allowed in every status of the
    order.

    >>> from seller_orders.domain.return_request import ReturnRequestItem
    >>> one = ReturnRequestItem(id="line_1", quantity=1, reason="too_small")
    >>> ensure_returnable(order, ReturnRequest(items=(one,)), ReturnRules()).failure().code
    'quantity_exceeds_returnable'
    """
    items = [ItemQuantity(each.id, each.quantity) for each in request.items]
    if not items:
        return Failure(_nothing_named("Name at least one line and the units to return."))
    if unknown := unknown_items(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := duplicate_items(items):
        return Failure(DuplicateItem(duplicates))
    if problems := tuple(_unknown_reasons(request.items, rules)):
        return Failure(InvalidFields(problems))
    if problems := return_excesses(order, items):
        return Failure(QuantityExceedsReturnable(problems))
    return Success(bind(order, request.items))


def ensure_any_returnable(
    order: Order, rules: ReturnRules
) -> Result[tuple[ReturnedItem, ...], Refusal]:
    """Allow the return of one unit; refuse if no unit can be returned."""
    usual = next(iter(rules.reasons), "other")
    items = (
        ReturnRequestItem(id=id, quantity=1, reason=usual)
        for id, units in left_to_return(order).items()
        if units
    )
    first = next(items, None)
    if first is None:
        detail = (
            "No unit can be returned: none is in a fulfillment that was handed over and is active, "
            "or all of them are in returns."
        )
        problem = FieldProblem(QuantityExceedsReturnable.code, detail, ("items",))
        return Failure(QuantityExceedsReturnable((problem,)))
    return ensure_returnable(order, ReturnRequest(items=(first,)), rules)


def ensure_return_status(
    order: Order, return_id: str, status: ReturnStatus
) -> Result[Return, Refusal]:
    """Allow a return's own status and its next statuses.

    Receiving units alone makes it received.
    """
    current = order.return_(return_id)
    if current is None:
        return Failure(ReturnNotFound(return_id))
    if status is current.status:
        return Success(current)
    allowed = RETURN_TRANSITIONS[current.status]
    if not allowed:
        return Failure(ReturnIsFinal(return_id, current.status))
    if status is ReturnStatus.RECEIVED or status not in allowed:
        others = allowed - {current.status, status}
        return Failure(TransitionNotAllowed(current.status, status, tuple(others)))
    return Success(current)


def ensure_receivable(
    order: Order, return_id: str, items: Sequence[ReceivedItem], rules: ReturnRules
) -> Result[Return, Refusal]:
    """Allow units that a return still expects, in known conditions.

    A line may be named once a condition. Missing units are not expected any more.
    """
    current = order.return_(return_id)
    if current is None:
        return Failure(ReturnNotFound(return_id))
    if ReturnStatus.RECEIVED not in RETURN_TRANSITIONS[current.status]:
        return Failure(ReturnIsFinal(return_id, current.status))
    if not items:
        return Failure(_nothing_named("Name at least one line and the units that came back."))
    if problems := tuple(_unknown_lines(current, items)):
        return Failure(UnknownItem(problems))
    if problems := tuple(_repeated(items)):
        return Failure(DuplicateItem(problems))
    if problems := tuple(_unknown_conditions(items, rules)):
        return Failure(InvalidFields(problems))
    if problems := tuple(_unexpected(order, current, items)):
        return Failure(QuantityExceedsExpected(problems))
    return Success(current)


def _nothing_named(detail: str) -> InvalidFields:
    return InvalidFields((FieldProblem("required", detail, ("items",)),))


def _unknown_reasons(
    items: Sequence[ReturnRequestItem], rules: ReturnRules
) -> Iterable[FieldProblem]:
    for index, item in enumerate(items):
        if not (rules.other_reasons or item.reason in rules.reasons):
            detail = f"It must be one of: {', '.join(rules.reasons)}."
            yield FieldProblem("unknown_reason", detail, ("items", index, "reason"))


def _unknown_lines(current: Return, items: Sequence[ReceivedItem]) -> Iterable[FieldProblem]:
    known = {item.id for item in current.items}
    for index, item in enumerate(items):
        if item.id not in known:
            detail = f"Return {current.id} has no units of line item {item.id}."
            yield FieldProblem(UnknownItem.code, detail, ("items", index, "id"))


def _repeated(items: Sequence[ReceivedItem]) -> Iterable[FieldProblem]:
    seen = set[tuple[str, str]]()
    for index, item in enumerate(items):
        if (item.id, item.condition) in seen:
            detail = (
                f"Line item {item.id} is listed twice in this condition: "
                "send one entry with the sum."
            )
            yield FieldProblem(DuplicateItem.code, detail, ("items", index, "id"))
        seen.add((item.id, item.condition))


def _unknown_conditions(
    items: Sequence[ReceivedItem], rules: ReturnRules
) -> Iterable[FieldProblem]:
    for index, item in enumerate(items):
        if item.condition not in rules.conditions:
            detail = f"It must be one of: {', '.join(rules.conditions)}."
            yield FieldProblem("unknown_condition", detail, ("items", index, "condition"))


def _unexpected(
    order: Order, current: Return, items: Sequence[ReceivedItem]
) -> Iterable[FieldProblem]:
    returnable = left_to_return(order)
    left = Counter({item.id: item.expected_quantity for item in current.items})
    for index, item in enumerate(items):
        expected = max(0, left[item.id])
        left[item.id] -= item.quantity
        if left[item.id] < 0:
            advice = (
                "create another return for the others."
                if returnable[item.id]
                else "receive at most those, because no other unit can be returned."
            )
            detail = (
                f"Return {current.id} expects {expected} more of {item.id}, not {item.quantity}: "
                f"{advice}"
            )
            facts: dict[str, str | int] = {
                "id": item.id,
                "expected": expected,
                "received": item.quantity,
            }
            yield FieldProblem(
                QuantityExceedsExpected.code, detail, ("items", index, "quantity"), facts
            )
