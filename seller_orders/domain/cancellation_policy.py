"""Policy of cancellations (contract, section 2)."""

from collections.abc import Callable
from typing import TypeAlias

from returns.result import Failure, Result, Success

from seller_orders.domain.cancellation import CancellationRequest, CancellationTerms, CancelReason
from seller_orders.domain.fulfillment import WITH_COURIER, FulfillmentStatus
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.payment_policy import ensure_refundable
from seller_orders.domain.refusals import (
    AlreadyCancelled,
    AlreadyDelivered,
    AlreadyShipped,
    FieldProblem,
    InvalidFields,
    Refusal,
    TransitionNotAllowed,
)
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import TransitionRules

CancellationPolicy: TypeAlias = Callable[
    [Order, CancellationRequest, TransitionRules], Result[CancellationTerms, Refusal]
]
"""Pure function that allows a cancellation on terms, or refuses it, as ``ensure_cancellable`` does.

``Order.cancel`` raises ``OrderInvariantError`` if the order has a cancellation already, or if the
terms refund more than was captured. A custom policy has to refuse both; calling
``ensure_cancellable`` first does.
"""


def ensure_cancellable(
    order: Order, request: CancellationRequest, rules: TransitionRules
) -> Result[CancellationTerms, Refusal]:
    """Allow a cancellation, or refuse it by the first rule that it breaks.

    An order with the status cancelled and no recorded cancellation is accepted: the cancellation
    is recorded, and no transition is checked. A shipped order whose parcels have all been returned
    or lost is judged as if it were in processing, by every rule set.

    >>> refund = CancellationRequest(reason=CancelReason.CUSTOMER_REQUEST, refund=True)
    >>> policy: CancellationPolicy = ensure_cancellable
    >>> terms: CancellationTerms = policy(order, refund, OPEN).unwrap()
    >>> str(terms.refund)
    '200 INR'
    >>> other = evolve(refund, reason=CancelReason.OTHER)
    >>> policy(order, other, OPEN).failure().message
    'cancel_reason_details is required if the reason is other.'
    """
    amount = requested_refund(request, order.currency)
    return amount.bind(
        lambda money: (
            ensure_state_cancellable(order, rules)
            .bind(lambda _: _refund(order, request, money))
            .map(lambda refund: _terms(request, refund))
        )
    )


def requested_refund(
    request: CancellationRequest | ItemCancellationRequest, currency: str
) -> Result[Money | None, Refusal]:
    """Return the amount that a request names; refuse fields that contradict each other."""
    if problem := unexplained_reason(request.reason, request.details):
        return Failure(InvalidFields((problem,)))
    if request.refund_amount is None:
        return Success(None)
    if not request.refund:
        detail = "refund_amount requires refund to be true."
        return Failure(InvalidFields((FieldProblem("no_refund", detail, ("refund_amount",)),)))
    if request.refund_amount <= 0:
        detail = "refund_amount must be above 0; leave it out to have it computed."
        problem = FieldProblem("amount_out_of_range", detail, ("refund_amount",))
        return Failure(InvalidFields((problem,)))
    return Money.of(request.refund_amount, currency).alt(
        lambda problem: InvalidFields((problem.within("refund_amount"),))
    )


def unexplained_reason(reason: CancelReason, details: str | None) -> FieldProblem | None:
    """Return the problem of a reason that lacks its explanation; None if it needs none."""
    if reason is not CancelReason.OTHER or details:
        return None
    detail = "cancel_reason_details is required if the reason is other."
    return FieldProblem("required", detail, ("cancel_reason_details",))


def ensure_state_cancellable(order: Order, rules: TransitionRules) -> Result[None, Refusal]:
    """Allow a cancellation as far as it depends on the order's state alone."""
    statuses = {fulfillment.status for fulfillment in order.fulfillments}
    status = OrderStatus.PROCESSING if _is_shipment_over(order) else order.status
    if order.cancellation is not None:
        return Failure(AlreadyCancelled())
    if status is OrderStatus.DELIVERED or FulfillmentStatus.DELIVERED in statuses:
        return Failure(AlreadyDelivered())
    # Units in returns keep their fulfillments from being cancelled.
    is_shipped = statuses & WITH_COURIER or order.fulfillments_in_returns
    if status is OrderStatus.SHIPPED or is_shipped:
        return Failure(AlreadyShipped())
    targets = rules[status]
    if status is not OrderStatus.CANCELLED and OrderStatus.CANCELLED not in targets:
        return Failure(TransitionNotAllowed(status, OrderStatus.CANCELLED, targets))
    return Success(None)


def _is_shipment_over(order: Order) -> bool:
    was_handed_over = any(each.was_handed_over for each in order.fulfillments)
    is_over = not any(each.is_active for each in order.fulfillments)
    return order.status is OrderStatus.SHIPPED and was_handed_over and is_over


def _refund(
    order: Order, request: CancellationRequest, amount: Money | None
) -> Result[Money | None, Refusal]:
    if not request.refund:
        return Success(None)
    expects_no_money = order.payment.status is PaymentStatus.AUTHORIZED or not order.total
    # A customer may have paid before the total fell to 0.
    if expects_no_money and not order.payment.refundable:
        return Success(None)
    return ensure_refundable(order.payment, order.payment.refundable if amount is None else amount)


def _terms(request: CancellationRequest, refund: Money | None) -> CancellationTerms:
    return CancellationTerms(
        reason=request.reason, details=request.details, refund=refund, restock=request.restock
    )
