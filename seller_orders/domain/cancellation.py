"""When an order may be cancelled, and what its cancellation entails (contract, section 2)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.domain.fulfillment import WITH_COURIER, FulfillmentStatus
from seller_orders.domain.money import Money
from seller_orders.domain.payment import PaymentStatus, ensure_refundable
from seller_orders.domain.refusals import (
    AlreadyCancelled,
    AlreadyDelivered,
    AlreadyShipped,
    FieldProblem,
    InvalidFields,
    Refusal,
    TransitionNotAllowed,
)
from seller_orders.domain.status import OrderStatus, TransitionRules
from seller_orders.domain.values import NAME_LENGTH, NOTE_LENGTH, optional_text, text

if TYPE_CHECKING:
    from seller_orders.domain.order import Order


class CancelReason(StrEnum):
    """Why an order is cancelled; ``other`` is explained in the details."""

    CUSTOMER_REQUEST = "customer_request"
    OUT_OF_STOCK = "out_of_stock"
    FRAUD = "fraud"
    OTHER = "other"


@frozen(kw_only=True)
class CancellationRequest:
    """What a caller asks for. ``refund_amount`` None is all that can be refunded."""

    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    refund: bool = False
    refund_amount: Decimal | None = None
    restock: bool = False


@frozen(kw_only=True)
class CancellationTerms:
    """What a cancellation entails once it is allowed. ``refund`` None moves no money."""

    reason: CancelReason
    details: str | None
    refund: Money | None
    restock: bool


@frozen(kw_only=True)
class Cancellation:
    """The record of a cancellation: an order has at most one."""

    reason: CancelReason
    details: str | None = optional_text(NOTE_LENGTH)
    at: datetime
    by: str = text(NAME_LENGTH)
    refund_id: str | None = None
    restocked: bool


CancellationPolicy: TypeAlias = Callable[
    ["Order", CancellationRequest, TransitionRules], Result[CancellationTerms, Refusal]
]
"""Allows a cancellation, on terms, or refuses it; pure, as ``ensure_cancellable`` is.

Whatever it allows, an order is cancelled once and gives back no more than was captured: past that,
``Order.cancel`` raises ``OrderInvariantError``, so a policy of one's own refuses it, as it does
by asking ``ensure_cancellable`` too.
"""


def ensure_cancellable(
    order: "Order", request: CancellationRequest, rules: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    """Allow a cancellation, or refuse it by the first rule that it breaks.

    An order whose status was merely set to cancelled has no cancellation recorded, and may be
    completed: for it there is no transition left to check. A shipped order whose parcels are all
    back or lost is judged as if it were in processing, by every rule set.

    >>> refund = CancellationRequest(reason=CancelReason.CUSTOMER_REQUEST, refund=True)
    >>> policy: CancellationPolicy = ensure_cancellable
    >>> terms: CancellationTerms = policy(order, refund, OPEN).unwrap()
    >>> str(terms.refund)
    '200 INR'
    >>> other = evolve(refund, reason=CancelReason.OTHER)
    >>> policy(order, other, OPEN).failure().message
    'The reason other has to be explained.'
    """
    amount = _requested_refund(request, order.currency)
    return amount.bind(
        lambda money: (
            _refusal_of_state(order, rules)
            .bind(lambda _: _refund(order, request, money))
            .map(lambda refund: _terms(request, refund))
        )
    )


def _requested_refund(request: CancellationRequest, currency: str) -> Result[Money | None, Refusal]:
    if request.reason is CancelReason.OTHER and not request.details:
        detail = "The reason other has to be explained."
        problem = FieldProblem("required", detail, ("cancel_reason_details",))
        return Failure(InvalidFields((problem,)))
    if request.refund_amount is None:
        return Success(None)
    if not request.refund:
        detail = "An amount is only refunded where refund is true."
        return Failure(InvalidFields((FieldProblem("no_refund", detail, ("refund_amount",)),)))
    if request.refund_amount <= 0:
        detail = "A refund is above 0."
        problem = FieldProblem("amount_out_of_range", detail, ("refund_amount",))
        return Failure(InvalidFields((problem,)))
    return Money.of(request.refund_amount, currency).alt(
        lambda problem: InvalidFields((problem.within("refund_amount"),))
    )


def _refusal_of_state(order: "Order", rules: TransitionRules) -> Result[None, Refusal]:
    statuses = {fulfillment.status for fulfillment in order.fulfillments}
    status = OrderStatus.PROCESSING if _is_back(order) else order.status
    if order.cancellation is not None:
        return Failure(AlreadyCancelled())
    if status is OrderStatus.DELIVERED or FulfillmentStatus.DELIVERED in statuses:
        return Failure(AlreadyDelivered())
    if status is OrderStatus.SHIPPED or statuses & WITH_COURIER:
        return Failure(AlreadyShipped())
    targets = rules[status]
    if status is not OrderStatus.CANCELLED and OrderStatus.CANCELLED not in targets:
        return Failure(TransitionNotAllowed(status, OrderStatus.CANCELLED, tuple(targets)))
    return Success(None)


def _is_back(order: "Order") -> bool:
    was_handed_over = any(each.was_handed_over for each in order.fulfillments)
    is_over = not any(each.is_active for each in order.fulfillments)
    return order.status is OrderStatus.SHIPPED and was_handed_over and is_over


def _refund(
    order: "Order", request: CancellationRequest, amount: Money | None
) -> Result[Money | None, Refusal]:
    if not request.refund:
        return Success(None)
    if order.payment.status is PaymentStatus.AUTHORIZED or not order.total:
        return Success(None)
    return ensure_refundable(order.payment, order.payment.refundable if amount is None else amount)


def _terms(request: CancellationRequest, refund: Money | None) -> CancellationTerms:
    return CancellationTerms(
        reason=request.reason, details=request.details, refund=refund, restock=request.restock
    )
