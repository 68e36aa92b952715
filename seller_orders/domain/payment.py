"""Payment of an order, its refunds and its financial status (contract, section 2)."""

from datetime import datetime
from enum import StrEnum

from attrs import frozen

from seller_orders.domain.money import Money
from seller_orders.domain.values import NOTE_LENGTH, TEXT_LENGTH, identifier, optional_text, text


class PaymentStatus(StrEnum):
    """Status of the payment at the provider."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    FAILED = "failed"
    VOIDED = "voided"


class FinancialStatus(StrEnum):
    """Financial status of an order, derived from its payment and total."""

    PENDING = "pending"
    AUTHORIZED = "authorized"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


class RefundStatus(StrEnum):
    """Status of a refund; it fails only if the provider definitely refuses it."""

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
"""Statuses that a payment may become. A paid payment stays paid: refunds return money."""


@frozen(kw_only=True)
class Refund:
    """Money returned to the customer, or requested to be."""

    id: str = identifier()
    amount: Money
    status: RefundStatus = RefundStatus.PENDING
    reason: str | None = optional_text(NOTE_LENGTH)
    created_at: datetime


@frozen(kw_only=True)
class Payment:
    """Payment of an order; ``captured`` is the amount paid so far."""

    status: PaymentStatus
    method: str = text(TEXT_LENGTH)
    captured: Money
    refunds: tuple[Refund, ...] = ()

    @property
    def refunded(self) -> Money:
        """Sum of the refunds that have not failed, pending ones included."""
        counted = (r.amount.units for r in self.refunds if r.status is not RefundStatus.FAILED)
        return Money(sum(counted), self.captured.currency)

    @property
    def refundable(self) -> Money:
        """Captured amount that is not yet refunded."""
        return self.captured - self.refunded


def financial_status(payment: Payment, total: Money) -> FinancialStatus:
    """Return the financial status; the first match counts (contract, section 2)."""
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
