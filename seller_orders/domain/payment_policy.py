"""Policy of payment updates (contract, section 2)."""

from returns.result import Failure, Result, Success

from seller_orders.domain.money import Money
from seller_orders.domain.payment import PAYMENT_TRANSITIONS, Payment, PaymentStatus
from seller_orders.domain.refusals import (
    CapturedCannotDecrease,
    FieldProblem,
    InvalidFields,
    Refusal,
    TransitionNotAllowed,
)


def ensure_payment_update(
    payment: Payment, total: Money, status: PaymentStatus, captured: Money | None
) -> Result[Payment, Refusal]:
    """Return the payment after an update; ``captured`` is all that has been paid so far.

    If it is None, a payment that becomes paid is paid in full; any other keeps its amount.
    """
    if status is not payment.status and status not in PAYMENT_TRANSITIONS[payment.status]:
        allowed = PAYMENT_TRANSITIONS[payment.status]
        return Failure(TransitionNotAllowed(payment.status, status, allowed))
    if captured is None:
        becomes_paid = status is PaymentStatus.PAID is not payment.status
        captured = total if becomes_paid else payment.captured
    if captured and status is not PaymentStatus.PAID:
        detail = "Only a payment with the status paid can have captured money."
        return Failure(InvalidFields((FieldProblem("not_paid", detail, ("amount_captured",)),)))
    if captured > total:
        detail = f"amount_captured must not exceed the order's total, {total}."
        return Failure(
            InvalidFields((FieldProblem("amount_exceeds_total", detail, ("amount_captured",)),))
        )
    if captured < payment.captured:
        return Failure(CapturedCannotDecrease(str(payment.captured)))
    return Success(
        Payment(status=status, method=payment.method, captured=captured, refunds=payment.refunds)
    )
