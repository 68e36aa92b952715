"""Parts of a refund: the tenders that it goes back to (contract, section 7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.domain.money import Money
from seller_orders.domain.payment import Payment, Refund, RefundPart, RefundStatus, status_of_parts
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    RefundExceedsCaptured,
    Refusal,
    TenderNotFound,
    TendersDoNotAddUp,
)

_PATH = "tenders"


def split(
    payment: Payment, amount: Money, shares: Sequence[tuple[str, Money]] | None
) -> Result[tuple[RefundPart, ...], Refusal]:
    """Divide a refundable amount among the captured tenders, as ``shares`` say.

    ``shares`` are (tender id, amount). None divides it by ``newest_first``.
    """
    if shares is None:
        return Success(newest_first(payment, amount))
    left = not_in_parts(payment)
    if problems := tuple(_problems(shares, left)):
        is_unknown = all(problem.code == TenderNotFound.code for problem in problems)
        return Failure((TenderNotFound if is_unknown else InvalidFields)(problems))
    if sum(share.units for _, share in shares) != amount.units:
        detail = f"The tenders must add up to the amount of the refund, {amount}."
        problem = FieldProblem(TendersDoNotAddUp.code, detail, (_PATH,))
        return Failure(TendersDoNotAddUp((problem,)))
    for tender_id, share in shares:
        if share > left[tender_id]:
            refundable = str(left[tender_id])
            return Failure(RefundExceedsCaptured(str(share), refundable, tender_id))
    return Success(tuple(RefundPart(tender_id=id, amount=share) for id, share in shares))


def newest_first(payment: Payment, amount: Money) -> tuple[RefundPart, ...]:
    """Divide a refundable amount: the newest captured tender first, each up to what is left of it.

    Returns no parts if there are no captured tenders. The same holds if they do not suffice: an
    earlier release has captured money that it assigned to no tender.
    """
    parts, needed = list[RefundPart](), amount.units
    for tender_id, left in reversed(left_of_tenders(payment).items()):
        if units := min(needed, left.units):
            parts.append(RefundPart(tender_id=tender_id, amount=Money(units, amount.currency)))
            needed -= units
    return () if needed else tuple(parts)


def with_refund(payment: Payment, refund: Refund) -> Payment:
    """Return the payment with one more refund, which has the parts of ``newest_first`` if none."""
    parts = refund.parts or newest_first(payment, refund.amount)
    return evolve(payment, refunds=(*payment.refunds, evolve(refund, parts=parts)))


def left_of_tenders(payment: Payment) -> dict[str, Money]:
    """Return what can be refunded of each captured tender, the oldest first.

    No record says which tender a refund without parts went to. It counts against money without a
    tender, then against the oldest tenders: newer ones may have come after it.
    """
    left = not_in_parts(payment)
    in_tenders = sum(t.amount.units for t in payment.tenders if t.is_captured)
    unassigned = sum(refund.counted.units for refund in payment.refunds if not refund.parts)
    unassigned = max(0, unassigned - (payment.captured.units - in_tenders))
    for tender_id, money in left.items():
        units = min(unassigned, money.units)
        left[tender_id] = Money(money.units - units, money.currency)
        unassigned -= units
    return left


def not_in_parts(payment: Payment) -> dict[str, Money]:
    """Return what no part takes of each captured tender, the oldest first.

    Raises ValueError if parts take more than a tender holds.
    """
    taken = _taken(payment.refunds)
    return {
        tender.id: Money(tender.amount.units - taken.get(tender.id, 0), tender.amount.currency)
        for tender in payment.tenders
        if tender.is_captured
    }


def overdrawn_tenders(payment: Payment) -> tuple[str, ...]:
    """Return the tenders of which parts take more than was captured, unknown ones included."""
    if not payment.refunds:
        return ()
    held = {each.id: each.amount.units for each in payment.tenders if each.is_captured}
    taken = _taken(payment.refunds)
    return tuple(id for id, units in taken.items() if units > held.get(id, 0))


def settled(refund: Refund, status: RefundStatus, tender_id: str | None = None) -> Refund:
    """Return the refund after the outcome of one part, or of each part that is pending."""
    if not refund.parts:
        return evolve(refund, status=status)
    parts = tuple(
        evolve(part, status=status)
        if part.status is RefundStatus.PENDING and tender_id in (None, part.tender_id)
        else part
        for part in refund.parts
    )
    return evolve(refund, parts=parts, status=status_of_parts(parts))


def _taken(refunds: Iterable[Refund]) -> Mapping[str, int]:
    taken: dict[str, int] = {}
    for refund in refunds:
        for part in refund.parts:
            if part.status is not RefundStatus.FAILED:
                taken[part.tender_id] = taken.get(part.tender_id, 0) + part.amount.units
    return taken


def _problems(
    shares: Sequence[tuple[str, Money]], known: Mapping[str, Money]
) -> Iterator[FieldProblem]:
    seen = set[str]()
    for index, (tender_id, share) in enumerate(shares):
        if tender_id not in known:
            detail = f"The payment has no captured tender {tender_id}."
            yield FieldProblem(TenderNotFound.code, detail, (_PATH, index, "id"))
        elif tender_id in seen:
            detail = f"The id {tender_id} is used twice."
            yield FieldProblem("duplicate", detail, (_PATH, index, "id"))
        if not share:
            detail = "The amount for a tender must be above 0."
            yield FieldProblem("amount_out_of_range", detail, (_PATH, index, "amount"))
        seen.add(tender_id)
