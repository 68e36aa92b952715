"""Policy of a payment's tenders: those that an update adds or captures."""

from collections.abc import Iterator, Sequence

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.domain.money import UNITS_LIMIT, Money, amount_of
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    Refusal,
    TendersDoNotAddUp,
)
from seller_orders.domain.tender import Tender, add_up, captured_units

_PATH = "tenders"


def ensure_tenders_added(
    tenders: Sequence[Tender], named: Sequence[Tender]
) -> Result[tuple[Tender, ...], Refusal]:
    """Return a payment's tenders after an update that names some, each once.

    A tender with the id of an authorized one captures it, with the captured amount. It keeps the
    reference and provider_id that the update leaves out. An unchanged tender changes nothing.
    """
    known = {tender.id: tender for tender in tenders}
    given = [_completed(tender, known.get(tender.id)) for tender in named]
    if problems := tuple(_problems(given, known)):
        return Failure(InvalidFields(problems))
    after = tuple((known | {tender.id: tender for tender in given}).values())
    if captured_units(after) >= UNITS_LIMIT:
        detail = "The captured tenders must add up to less than 10^12."
        return Failure(InvalidFields((FieldProblem("amount_out_of_range", detail, (_PATH,)),)))
    return Success(after)


def ensure_tenders_add_up(
    tenders: Sequence[Tender], captured: Money
) -> Result[tuple[Tender, ...], Refusal]:
    """Refuse captured tenders that do not add up to the captured amount."""
    if add_up(tenders, captured):
        return Success(tuple(tenders))
    detail = (
        f"The captured tenders add up to {amount_of(captured_units(tenders))} {captured.currency}, "
        f"but the captured amount is {captured}: name the tenders that make the difference, an "
        "authorized one by its id."
    )
    return Failure(TendersDoNotAddUp((FieldProblem(TendersDoNotAddUp.code, detail, (_PATH,)),)))


def _completed(tender: Tender, known: Tender | None) -> Tender:
    if known is None:
        return tender
    return evolve(
        tender,
        reference=tender.reference if tender.reference is not None else known.reference,
        provider_id=tender.provider_id if tender.provider_id is not None else known.provider_id,
    )


def _problems(given: Sequence[Tender], known: dict[str, Tender]) -> Iterator[FieldProblem]:
    for index, tender in enumerate(given):
        former = known.get(tender.id, tender)
        if former == tender:
            continue
        if former.is_captured or not tender.is_captured:
            detail = (
                f"Tender {tender.id} is {former.status} already: an authorized one can be "
                "captured; leave id out to add another."
            )
            yield FieldProblem("duplicate", detail, (_PATH, index, "id"))
        elif tender.amount.units > former.amount.units:
            detail = (
                f"At most {former.amount} of tender {tender.id} are authorized: add another "
                "tender for the rest."
            )
            yield FieldProblem("amount_exceeds_authorized", detail, (_PATH, index, "amount"))
