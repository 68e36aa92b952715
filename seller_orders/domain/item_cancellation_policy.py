"""Policy of cancelling units of an order's lines (contract, section 7)."""

from collections.abc import Mapping, Sequence

from attrs import evolve
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from seller_orders.domain.balance import balance
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.cancellation_policy import ensure_state_cancellable, requested_refund
from seller_orders.domain.item_cancellation import (
    CancelledItem,
    ItemCancellationRequest,
    ItemCancellationTerms,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.refusals import (
    AlreadyCancelled,
    DuplicateItem,
    FieldProblem,
    InvalidFields,
    NothingToCancel,
    NothingWouldRemain,
    QuantityExceedsRemaining,
    RefundExceedsCaptured,
    Refusal,
    UnknownItem,
)
from seller_orders.domain.requested_items import duplicate_items, excesses, unknown_items
from seller_orders.domain.transition_rules import TransitionRules
from seller_orders.domain.unit_worth import worths_of_next


def ensure_items_cancellable(
    order: Order, request: ItemCancellationRequest, rules: TransitionRules
) -> Result[ItemCancellationTerms, Refusal]:
    """Allow the cancellation of units that remain, or refuse it by the first rule that it breaks.

    It is allowed in every status of the order until a cancellation is recorded. Units are worth at
    most the total, shared in the sequence of the lines.

    >>> one = ItemCancellationRequest(
    ...     items=(ItemQuantity("line_1", 1),), reason=CancelReason.OUT_OF_STOCK, refund=True
    ... )
    >>> terms = ensure_items_cancellable(order, one, OPEN).unwrap()
    >>> str(terms.items[0].worth), str(terms.refund)
    ('100 INR', '100 INR')
    >>> both = evolve(one, items=(ItemQuantity("line_1", 2),))
    >>> ensure_items_cancellable(order, both, OPEN).failure().message
    'Nothing would remain of the order: cancel the order instead.'
    """
    return requested_refund(request, order.currency).bind(
        lambda amount: _ensure_cancellable_units(order, request.items, rules).bind(
            lambda items: _refund(order, request, amount, items).map(
                lambda refund: ItemCancellationTerms(
                    items=items,
                    reason=request.reason,
                    details=request.details,
                    refund=refund,
                    restock=request.restock,
                )
            )
        )
    )


def ensure_rest_cancellable(
    order: Order, request: ItemCancellationRequest, rules: TransitionRules
) -> Result[ItemCancellationTerms, Refusal]:
    """Allow the cancellation of all units that remain; the request's items do not count."""
    return _ensure_units_left(order, evolve(request, items=cancellable_items(order)), rules)


def ensure_any_cancellable(
    order: Order, rules: TransitionRules
) -> Result[ItemCancellationTerms, Refusal]:
    """Allow the cancellation of one unit, or refuse it by the rule that refuses every unit."""
    request = ItemCancellationRequest(
        items=tuple(evolve(each, quantity=1) for each in cancellable_items(order)[:1]),
        reason=CancelReason.CUSTOMER_REQUEST,
    )
    return _ensure_units_left(order, request, rules)


def cancellable_items(order: Order) -> tuple[ItemQuantity, ...]:
    """Return the units that may be cancelled, for each line that has any.

    These are the ones that remain. Of a line that requires no shipping, these are the ones that
    are neither cancelled nor refunded.
    """
    left = _cancellable(order)
    return tuple(ItemQuantity(id, quantity) for id, quantity in left.items() if quantity)


def _ensure_units_left(
    order: Order, request: ItemCancellationRequest, rules: TransitionRules
) -> Result[ItemCancellationTerms, Refusal]:
    """Refuse a request without units: none are left to cancel."""
    if order.cancellation is not None:
        return Failure(AlreadyCancelled())
    if not request.items:
        return Failure(NothingToCancel())
    return ensure_items_cancellable(order, request, rules)


def _cancellable(order: Order) -> Mapping[str, int]:
    units = order.units
    return {
        line.id: units[line.id].remaining
        if line.requires_shipping
        else line.quantity - line.cancelled_quantity - units[line.id].refunded
        for line in order.lines
    }


def _ensure_cancellable_units(
    order: Order, items: Sequence[ItemQuantity], rules: TransitionRules
) -> Result[tuple[CancelledItem, ...], Refusal]:
    if order.cancellation is not None:
        return Failure(AlreadyCancelled())
    if not items:
        detail = "Name at least one line and the units to cancel."
        return Failure(InvalidFields((FieldProblem("required", detail, ("items",)),)))
    if unknown := unknown_items(order, items):
        return Failure(UnknownItem(unknown))
    if duplicates := duplicate_items(items):
        return Failure(DuplicateItem(duplicates))
    if problems := excesses(order, items, _cancellable(order)):
        return Failure(QuantityExceedsRemaining(problems))
    quantities = {item.id: item.quantity for item in items}
    is_any_left = any(
        line.quantity > line.cancelled_quantity + quantities.get(line.id, 0) for line in order.lines
    )
    if not is_any_left and is_successful(ensure_state_cancellable(order, rules)):
        return Failure(NothingWouldRemain())
    return Success(_cancelled_items(order, quantities))


def _cancelled_items(order: Order, quantities: Mapping[str, int]) -> tuple[CancelledItem, ...]:
    items = [
        ItemQuantity(line.id, quantities[line.id]) for line in order.lines if line.id in quantities
    ]
    left = order.total
    cancelled = list[CancelledItem]()
    for item, worth in zip(items, worths_of_next(order, items), strict=True):
        capped = min(worth, left)
        cancelled.append(CancelledItem(id=item.id, quantity=item.quantity, worth=capped))
        left -= capped
    return tuple(cancelled)


def _refund(
    order: Order,
    request: ItemCancellationRequest,
    amount: Money | None,
    items: Sequence[CancelledItem],
) -> Result[Money | None, Refusal]:
    if not request.refund or order.payment.status is PaymentStatus.AUTHORIZED:
        return Success(None)
    refundable = order.payment.refundable
    if amount is not None:
        if amount > refundable:
            return Failure(RefundExceedsCaptured(str(amount), str(refundable)))
        return Success(amount)
    worth = sum(item.worth.units for item in items)
    total = Money(order.total.units - worth, order.currency)
    owed = -balance(total, order.payment, None).units
    units = min(worth, owed, refundable.units)
    return Success(Money(units, order.currency) if units > 0 else None)
