"""Checks of a draft's payment: each records the fields that break a rule (contract, section 2)."""

from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.payment import Payment, PaymentStatus
from seller_orders.domain.refund_parts import overdrawn_tenders
from seller_orders.domain.refusals import Path, TenderNotFound, TendersDoNotAddUp
from seller_orders.domain.tender import add_up, captured_units


def check_payment(payment: Payment, reader: DraftReader) -> None:
    """Check captured and refunded amounts against each other and the payment's status."""
    is_paid = payment.status is PaymentStatus.PAID
    detail = "amount_paid must be 0 unless the payment is paid."
    reader.require(is_paid or not payment.captured, "not_paid", detail, "payment", "amount_paid")
    reader.require_unique([refund.id for refund in payment.refunds], "payment", "refunds")
    for index, refund in enumerate(payment.refunds):
        detail = "owed must not exceed the refund's amount."
        holds = refund.owed.units <= refund.amount.units
        path: Path = ("payment", "refunds", index, "owed")
        reader.require(holds, "amount_out_of_range", detail, *path)
    detail = "Refunds must not exceed amount_paid."
    holds = sum(refund.counted.units for refund in payment.refunds) <= payment.captured.units
    reader.require(holds, "refund_exceeds_captured", detail, "payment", "refunds")
    _check_parts(payment, reader)
    detail = "refunded_at_cancellation must not exceed the sum of all refunds."
    holds = payment.refunded_at_cancellation.units <= sum(r.amount.units for r in payment.refunds)
    path = ("payment", "refunded_at_cancellation")
    reader.require(holds, "amount_out_of_range", detail, *path)


def check_tenders(payment: Payment, reader: DraftReader) -> None:
    """Check that captured tenders add up to the captured amount."""
    if add_up(payment.tenders, payment.captured):
        return
    detail = (
        f"The captured tenders add up to {reader.written(captured_units(payment.tenders))}, "
        f"amount_paid is {payment.captured}: they must be equal; mark what is not captured as "
        "authorized."
    )
    reader.require(False, TendersDoNotAddUp.code, detail, "payment", "tenders")


def _check_parts(payment: Payment, reader: DraftReader) -> None:
    """Check that refunds go back to captured tenders, up to the amount of each."""
    if not payment.refunds:
        return
    known = {tender.id for tender in payment.tenders if tender.is_captured}
    for number, refund in enumerate(payment.refunds):
        seen = set[str]()
        for index, part in enumerate(refund.parts):
            path: Path = ("payment", "refunds", number, "parts", index, "tender_id")
            detail = f"The payment has no captured tender {part.tender_id}."
            reader.require(part.tender_id in known, TenderNotFound.code, detail, *path)
            detail = f"The refund has two parts for tender {part.tender_id}."
            reader.require(part.tender_id not in seen, "duplicate", detail, *path)
            seen.add(part.tender_id)
    overdrawn = known.intersection(overdrawn_tenders(payment))
    detail = (
        f"Refunds must not exceed what was captured of tender {' and '.join(sorted(overdrawn))}."
    )
    reader.require(not overdrawn, "refund_exceeds_captured", detail, "payment", "refunds")
