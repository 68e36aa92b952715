"""Tenders of a draft or a request, read in the order's currency."""

from collections.abc import Iterable, Sequence

from seller_orders.domain.draft import TenderDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_mapping import from_draft
from seller_orders.domain.tender import Tender


def read_tenders(
    drafts: Sequence[TenderDraft], new_ids: Iterable[str], reader: DraftReader, *path: str | int
) -> tuple[Tender, ...]:
    """Return the tenders; record a problem below ``path`` for each field that breaks a rule."""
    ids = iter(new_ids)
    tenders = tuple(
        from_draft(
            Tender,
            draft,
            id=draft.id or next(ids),
            amount=reader.money(draft.amount, *path, index, "amount"),
        )
        for index, draft in enumerate(drafts)
    )
    reader.require_unique([tender.id for tender in tenders], *path)
    for index, draft in enumerate(drafts):
        detail = "A tender must be above 0."
        reader.require(draft.amount != 0, "amount_out_of_range", detail, *path, index, "amount")
    return tenders
