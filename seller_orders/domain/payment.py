"""What an order's money adds up to, and how it moves after the sale (contract, section 2)."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.domain.money import Money
from seller_orders.domain.refusals import (
    CapturedCannotDecrease,
    FieldProblem,
    InvalidFields,
    PaymentNotRefundable,
    RefundExceedsCaptured,
    RefundIsSettled,
    Refusal,
    TransitionNotAllowed,
)
from seller_orders.domain.values import NOTE_LENGTH, TEXT_LENGTH, identifier, optional_text, text


class PaymentStatus(StrEnum):
    """Where the payment stands with the provider."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    FAILED = "failed"
    VOIDED = "voided"


class FinancialStatus(StrEnum):
    """What the order's money adds up to."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class RefundStatus(StrEnum):
    """A refund is pending until the provider says; only a definite no is failed."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


PAYMENT_TRANSITIONS: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    PaymentStatus.PENDING: frozenset(
        {PaymentStatus.AUTHORIZED, PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.VOIDED}
    ),
    PaymentStatus.AUTHORIZED: frozenset(
        {PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.VOIDED}
    ),
    PaymentStatus.FAILED: frozenset(
        {PaymentStatus.PENDING, PaymentStatus.AUTHORIZED, PaymentStatus.PAID, PaymentStatus.VOIDED}
    ),
    PaymentStatus.PAID: frozenset({PaymentStatus.PAID}),
    PaymentStatus.VOIDED: frozenset(),
}
"""A payment's life. One that is paid stays so: money goes back by refunds, a void ends it."""


@frozen(kw_only=True)
class Refund:
    """Money on its way back to the customer, or there."""

    id: str = identifier()
    amount: Money
    status: RefundStatus = RefundStatus.PENDING
    reason: str | None = optional_text(NOTE_LENGTH)
    created_at: datetime


@frozen(kw_only=True)
class Payment:
    """The payment of an order; ``captured`` is what has been paid."""

    status: PaymentStatus
    method: str = text(TEXT_LENGTH)
    captured: Money
    refunds: tuple[Refund, ...] = ()

    @property
    def refunded(self) -> Money:
        """The refunds that have not failed, from the moment they are asked for."""
        counted = (r.amount.units for r in self.refunds if r.status is not RefundStatus.FAILED)
        return Money(sum(counted), self.captured.currency)

    @property
    def refundable(self) -> Money:
        """What is captured and not yet refunded."""
        return self.captured - self.refunded


def financial_status(payment: Payment, total: Money) -> FinancialStatus:
    """Derive what the money adds up to; the first match counts (contract, section 2)."""
    captured, refunded = payment.captured, payment.refunded
    if not total and payment.status is PaymentStatus.PAID:
        return FinancialStatus.PAID
    if payment.status is PaymentStatus.VOIDED:
        return FinancialStatus.VOIDED
    if not captured:
        authorized = payment.status is PaymentStatus.AUTHORIZED
        return FinancialStatus.AUTHORIZED if authorized else FinancialStatus.PENDING
    if refunded >= captured:
        return FinancialStatus.REFUNDED
    if refunded:
        return FinancialStatus.PARTIALLY_REFUNDED
    return FinancialStatus.PARTIALLY_PAID if captured < total else FinancialStatus.PAID


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
        problem = FieldProblem("amount_out_of_range", "A refund is above 0.", ("amount",))
        return Failure(InvalidFields((problem,)))
    if amount > payment.refundable:
        return Failure(RefundExceedsCaptured(str(amount), str(payment.refundable)))
    return Success(amount)


def ensure_settles(refund: Refund, status: RefundStatus) -> Result[RefundStatus, Refusal]:
    """Allow a pending refund to end, and any refund its own status again."""
    if refund.status in (RefundStatus.PENDING, status):
        return Success(status)
    return Failure(RefundIsSettled(refund.id, refund.status))


def ensure_payment_update(
    payment: Payment, total: Money, status: PaymentStatus, captured: Money | None
) -> Result[Payment, Refusal]:
    """Decide what the payment becomes: ``captured`` is all that has been paid by now.

    Left out, a payment that becomes paid is paid in full, and any other keeps what it has.
    """
    if status is not payment.status and status not in PAYMENT_TRANSITIONS[payment.status]:
        allowed = tuple(PAYMENT_TRANSITIONS[payment.status])
        return Failure(TransitionNotAllowed(payment.status, status, allowed))
    if captured is None:
        becomes_paid = status is PaymentStatus.PAID is not payment.status
        captured = total if becomes_paid else payment.captured
    if captured and status is not PaymentStatus.PAID:
        detail = "Only a payment that is paid has captured money."
        return Failure(InvalidFields((FieldProblem("not_paid", detail, ("amount_captured",)),)))
    if captured > total:
        detail = f"At most the order's total, {total}, can be captured."
        return Failure(
            InvalidFields((FieldProblem("amount_exceeds_total", detail, ("amount_captured",)),))
        )
    if captured < payment.captured:
        return Failure(CapturedCannotDecrease(str(payment.captured)))
    return Success(
        Payment(status=status, method=payment.method, captured=captured, refunds=payment.refunds)
    )
