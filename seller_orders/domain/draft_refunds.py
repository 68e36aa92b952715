"""Refunds of an imported order, read in its currency."""

from collections.abc import Sequence

from seller_orders.domain.draft import RefundDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_mapping import from_draft
from seller_orders.domain.payment import Refund, RefundedItem, RefundPart
from seller_orders.domain.refusals import Path


def read_refunds(drafts: Sequence[RefundDraft], reader: DraftReader) -> tuple[Refund, ...]:
    """Return the refunds; record a problem for each amount that breaks a rule of its currency."""
    return tuple(
        _refund(draft, reader, ("payment", "refunds", index)) for index, draft in enumerate(drafts)
    )


def _refund(draft: RefundDraft, reader: DraftReader, path: Path) -> Refund:
    return from_draft(
        Refund,
        draft,
        amount=reader.money(draft.amount, *path, "amount"),
        owed=reader.money(draft.owed, *path, "owed"),
        shipping=reader.money(draft.shipping, *path, "shipping"),
        adjustment=reader.signed_money(draft.adjustment, *path, "adjustment"),
        items=tuple(
            from_draft(
                RefundedItem, item, worth=reader.money(item.worth, *path, "items", index, "worth")
            )
            for index, item in enumerate(draft.items)
        ),
        parts=tuple(
            from_draft(
                RefundPart, part, amount=reader.money(part.amount, *path, "parts", index, "amount")
            )
            for index, part in enumerate(draft.parts)
        ),
    )
