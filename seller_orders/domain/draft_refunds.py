"""Refunds of an imported order, read in its currency."""

from collections.abc import Sequence

from seller_orders.domain.draft import RefundDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_mapping import from_draft
from seller_orders.domain.money import Money
from seller_orders.domain.payment import Refund, RefundedItem, RefundPart, status_of_parts
from seller_orders.domain.refusals import Path, TendersDoNotAddUp


def read_refunds(drafts: Sequence[RefundDraft], reader: DraftReader) -> tuple[Refund, ...]:
    """Return the refunds; record a problem for each amount that breaks a rule of its currency."""
    return tuple(
        _refund(draft, reader, ("payment", "refunds", index)) for index, draft in enumerate(drafts)
    )


def _refund(draft: RefundDraft, reader: DraftReader, path: Path) -> Refund:
    amount = reader.money(draft.amount, *path, "amount")
    return from_draft(
        Refund,
        draft,
        amount=amount,
        owed=reader.money(draft.owed, *path, "owed"),
        shipping=reader.money(draft.shipping, *path, "shipping"),
        adjustment=reader.signed_money(draft.adjustment, *path, "adjustment"),
        items=tuple(
            from_draft(
                RefundedItem, item, worth=reader.money(item.worth, *path, "items", index, "worth")
            )
            for index, item in enumerate(draft.items)
        ),
        parts=_parts(draft, amount, reader, path),
    )


def _parts(
    draft: RefundDraft, amount: Money, reader: DraftReader, path: Path
) -> tuple[RefundPart, ...]:
    """Return the parts; no parts, and a problem, if they do not make up the amount and status."""
    if not draft.parts:
        return ()
    parts = tuple(
        from_draft(
            RefundPart, part, amount=reader.money(part.amount, *path, "parts", index, "amount")
        )
        for index, part in enumerate(draft.parts)
    )
    fits = sum(part.amount.units for part in parts) == amount.units
    detail = f"The parts must add up to the refund's amount, {amount}."
    reader.require(fits, TendersDoNotAddUp.code, detail, *path, "parts")
    status = status_of_parts(parts)
    detail = f"A refund with these parts is {status}."
    reader.require(draft.status is status, "differs_from_parts", detail, *path, "status")
    return parts if fits and draft.status is status else ()
