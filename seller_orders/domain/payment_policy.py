"""Policies of payments: their updates, and what can be refunded of them (contract, section 2)."""

from collections.abc import Sequence

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.domain.money import Money
from seller_orders.domain.payment import PAYMENT_TRANSITIONS, Payment, PaymentStatus
from seller_orders.domain.refusals import (
    CapturedCannotDecrease,
    FieldProblem,
    InvalidFields,
    PaymentNotRefundable,
    RefundExceedsCaptured,
    Refusal,
    TransitionNotAllowed,
)
from seller_orders.domain.tender import Tender, captured_units
from seller_orders.domain.tender_policy import ensure_tenders_add_up, ensure_tenders_added


def ensure_payment_update(
    payment: Payment,
    total: Money,
    status: PaymentStatus,
    captured: Money | None,
    tenders: Sequence[Tender] = (),
    *,
    overpayment: bool = False,
) -> Result[Payment, Refusal]:
    """Return the payment after an update; ``captured`` is all that has been paid so far.

    ``tenders`` are added, or captured if they are authorized. ``captured`` defaults to the sum of
    the captured tenders if one of ``tenders`` is captured, to the total less what refunds credit
    if the payment becomes paid, else to the amount so far. It may exceed the total only with
    ``overpayment``.
    """
    if status is not payment.status and status not in PAYMENT_TRANSITIONS[payment.status]:
        allowed = PAYMENT_TRANSITIONS[payment.status]
        return Failure(TransitionNotAllowed(payment.status, status, allowed))

    def updated(all_tenders: tuple[Tender, ...]) -> Result[Payment, Refusal]:
        paid = captured
        if paid is None:
            paid = _captured(payment, total, status, tenders, all_tenders)
        changed = evolve(payment, status=status, captured=paid, tenders=all_tenders)
        return _ensure_captured(payment, changed, total, overpayment=overpayment)

    return ensure_tenders_added(payment.tenders, tenders).bind(updated)


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


def _captured(
    payment: Payment,
    total: Money,
    status: PaymentStatus,
    named: Sequence[Tender],
    tenders: Sequence[Tender],
) -> Money:
    if any(tender.is_captured for tender in named):
        units = max(payment.captured.units, captured_units(tenders))
        return Money(units, total.currency)
    if status is PaymentStatus.PAID is not payment.status:
        return Money(max(0, total.units - payment.credited.units), total.currency)
    return payment.captured


def _ensure_captured(
    payment: Payment, changed: Payment, total: Money, *, overpayment: bool
) -> Result[Payment, Refusal]:
    if changed == payment:
        # Earlier releases may have captured more without tenders; an update without effect is fine.
        return Success(payment)
    captured = changed.captured
    if captured and changed.status is not PaymentStatus.PAID:
        detail = "Only a payment with the status paid can have captured money: set it to paid."
        return Failure(InvalidFields((FieldProblem("not_paid", detail, ("amount_captured",)),)))
    if captured.units > max(total.units, payment.captured.units) and not overpayment:
        detail = (
            f"amount_captured must not exceed the order's total, {total}, unless overpayment is "
            "true."
        )
        return Failure(
            InvalidFields((FieldProblem("amount_exceeds_total", detail, ("amount_captured",)),))
        )
    if captured < payment.captured:
        return Failure(CapturedCannotDecrease(str(payment.captured)))
    return ensure_tenders_add_up(changed.tenders, captured).map(lambda _: changed)
