"""Policies of refunds (contract, section 2)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.money import Money
from seller_orders.domain.payment import Payment, Refund, RefundStatus
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    PaymentNotRefundable,
    RefundExceedsCaptured,
    RefundIsSettled,
    Refusal,
    TenderNotFound,
)


def ensure_refundable(payment: Payment, amount: Money) -> Result[Money, Refusal]:
    """Allow a refund above 0, of at most what is captured and not yet refunded.

    >>> fifty, sixty = (Money.of(sum, "INR").unwrap() for sum in (50, 60))
    >>> paid = Payment(status=PaymentStatus.PAID, method="card", captured=fifty)
    >>> ensure_refundable(paid, sixty).failure().code
    'refund_exceeds_captured'
    """
    if not payment.refundable:
        return Failure(PaymentNotRefundable())
    if not amount:
        problem = FieldProblem("amount_out_of_range", "A refund must be above 0.", ("amount",))
        return Failure(InvalidFields((problem,)))
    if amount > payment.refundable:
        return Failure(RefundExceedsCaptured(str(amount), str(payment.refundable)))
    return Success(amount)


def ensure_settles(
    refund: Refund, status: RefundStatus, tender_id: str | None = None
) -> Result[RefundStatus, Refusal]:
    """Allow a pending refund to succeed or fail, and any refund to keep its status.

    ``tender_id`` names one part, which is judged alone.
    """
    current = refund.status
    if tender_id is not None:
        part = refund.part(tender_id)
        if part is None:
            detail = f"The refund has no part for tender {tender_id}."
            problem = FieldProblem(TenderNotFound.code, detail, ("tender_id",))
            return Failure(TenderNotFound((problem,)))
        current = part.status
    if current in (RefundStatus.PENDING, status):
        return Success(status)
    return Failure(RefundIsSettled(refund.id, current, tender_id))
