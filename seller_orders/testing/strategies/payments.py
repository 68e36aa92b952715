"""Payments: tenders, and refunds divided among them."""

from collections.abc import Sequence

from attrs import evolve

from seller_orders.domain.money import Money
from seller_orders.domain.payment import (
    Payment,
    PaymentStatus,
    Refund,
    RefundPart,
    RefundStatus,
    status_of_parts,
)
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.testing.choices import MAX_UNITS, STEPS, Choices

_PAYMENT_STATUSES = tuple(PaymentStatus)
_REFUND_STATUSES = tuple(RefundStatus)


def _tenders(choices: Choices, captured: Money) -> tuple[Tender, ...]:
    """Draw tenders, or none; the captured ones add up to what is captured."""
    ids = choices.identifiers(0, 3)
    step, left = STEPS[captured.currency], captured.units
    made = []
    for position, id in enumerate(ids):
        is_last = position == len(ids) - 1
        is_captured = choices.flag() or is_last
        is_captured = is_captured and left > 0
        most = left if is_captured else 10**9
        least = left if is_captured and is_last else step
        amount = choices.amount(captured.currency, least, most)
        left -= amount.units if is_captured else 0
        made.append(
            Tender(
                id=id,
                amount=amount,
                status=TenderStatus.CAPTURED if is_captured else TenderStatus.AUTHORIZED,
                method=choices.word("card", "gift_card"),
                reference=choices.optional_text(500),
                provider_id=choices.optional_text(500),
            )
        )
    return tuple(made)


def draw_refund(
    choices: Choices, id: str, amount: Money, status: RefundStatus, *, is_owed: bool
) -> Refund:
    """Draw a refund that credits nothing yet; some of it may be owed."""
    return Refund(
        id=id,
        amount=amount,
        owed=choices.amount(amount.currency, most=amount.units if is_owed else 0),
        status=status,
        reason=choices.optional_text(2000),
        created_at=choices.moment(),
    )


def draw_payment(choices: Choices, total: Money) -> Payment:
    """Draw a payment, at times of more than the total, that refunds at most what is captured."""
    some = choices.one_of(_PAYMENT_STATUSES)
    status = some if choices.flag() else PaymentStatus.PAID
    is_overpaid = choices.below(3) == 2
    most = MAX_UNITS if is_overpaid else total.units
    captured = choices.amount(total.currency, most=most if status is PaymentStatus.PAID else 0)
    left = captured.units
    refunds = []
    for id in choices.identifiers(0, 3) if captured else ():
        outcome = choices.one_of(_REFUND_STATUSES) if left else RefundStatus.FAILED
        most = captured.units if outcome is RefundStatus.FAILED else left
        amount = choices.amount(total.currency, least=1, most=most)
        left -= 0 if outcome is RefundStatus.FAILED else amount.units
        refunds.append(draw_refund(choices, id, amount, outcome, is_owed=choices.flag()))
    tenders = _tenders(choices, captured)
    return Payment(
        status=status,
        method=choices.word("card", "cash_on_delivery"),
        captured=captured,
        tenders=tenders,
        refunds=_divided(choices, refunds, tenders) if tenders and refunds else tuple(refunds),
    )


def _divided(
    choices: Choices, refunds: Sequence[Refund], tenders: Sequence[Tender]
) -> tuple[Refund, ...]:
    """Divide some refunds among the captured tenders; those of earlier releases have no parts."""
    left = {tender.id: tender.amount.units for tender in tenders if tender.is_captured}
    made = []
    for refund in refunds:
        parts = list[RefundPart]()
        if choices.below(3) < 2:
            needed = refund.amount.units
            for id, most in left.items():
                if units := min(needed, most):
                    amount = Money(units, refund.amount.currency)
                    # A second part may have failed, unless it decides the status.
                    has_failed = bool(parts) and choices.flag()
                    status = RefundStatus.FAILED if has_failed else refund.status
                    parts.append(RefundPart(tender_id=id, amount=amount, status=status))
                    needed -= units
                    left[id] -= units if status is not RefundStatus.FAILED else 0
            # A failed refund may have been larger than what is left by now.
            parts = [] if needed else parts
        status = status_of_parts(parts) if parts else refund.status
        made.append(evolve(refund, parts=tuple(parts), status=status))
    return tuple(made)
