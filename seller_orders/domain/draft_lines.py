"""Lines, tax lines and adjustments of a draft (contract, sections 3 and 11)."""

from collections.abc import Iterable
from typing import Any, Final

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.draft import AdjustmentDraft, LineDraft, OrderDraft, TaxLineDraft
from seller_orders.domain.draft_cancelled_units import has_valid_units
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_mapping import from_draft
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.refusals import Path
from seller_orders.domain.tax_line import TaxLine

_NOTHING_CANCELLED: Final = {
    "cancelled_quantity": 0,
    "restock_requested_quantity": 0,
    "set_aside_quantity": 0,
}


def read_lines(draft: OrderDraft, reader: DraftReader) -> tuple[LineItem, ...]:
    """Return the draft's lines; record problems of their ids and amounts."""
    reader.require(bool(draft.lines), "out_of_range", "An order needs at least one item.", "items")
    reader.require_unique([line.id for line in draft.lines], "items")
    return tuple(_line(line, index, reader) for index, line in enumerate(draft.lines))


def read_new_line(draft: LineDraft, reader: DraftReader, *path: str | int) -> LineItem:
    """Return a line without cancelled units; record problems of its amounts."""
    amounts = _amounts(draft, reader, path)
    nothing = Money.zero(reader.currency)
    return from_draft(LineItem, draft, **amounts, **_NOTHING_CANCELLED, cancelled_worth=nothing)


def read_tax_lines(drafts: Iterable[TaxLineDraft], reader: DraftReader) -> tuple[TaxLine, ...]:
    """Return tax lines of drafts; record problems of their rates and amounts."""
    return tuple(
        from_draft(
            TaxLine,
            line,
            rate=reader.rate(line.rate, "tax_lines", index, "rate"),
            amount=reader.money(line.amount, "tax_lines", index, "amount"),
        )
        for index, line in enumerate(drafts)
    )


def read_adjustments(
    drafts: Iterable[AdjustmentDraft], reader: DraftReader
) -> tuple[Adjustment, ...]:
    """Return adjustments of drafts; record problems of their amounts."""
    return tuple(
        from_draft(
            Adjustment,
            each,
            amount=reader.signed_money(each.amount, "adjustments", index, "amount"),
        )
        for index, each in enumerate(drafts)
    )


def _line(draft: LineDraft, index: int, reader: DraftReader) -> LineItem:
    amounts = _amounts(draft, reader, ("items", index))
    worth = reader.money(draft.cancelled_worth, "items", index, "cancelled_worth")
    if has_valid_units(draft, index, reader):
        return from_draft(LineItem, draft, **amounts, cancelled_worth=worth)
    nothing = Money.zero(reader.currency)
    return from_draft(LineItem, draft, **amounts, **_NOTHING_CANCELLED, cancelled_worth=nothing)


def _amounts(draft: LineDraft, reader: DraftReader, path: Path) -> dict[str, Any]:
    """Return a line's price, discount and tax by field; record their problems."""
    price = reader.price(draft.selling_price, *path, "selling_price")
    discount = reader.money(draft.discount, *path, "discount")
    tax = None if draft.tax is None else reader.money(draft.tax, *path, "tax")
    fits = discount.units <= price.extended(draft.quantity)
    detail = "The discount of a line must not exceed selling_price × quantity."
    reader.require(fits, "discount_exceeds_line", detail, *path, "discount")
    kept = discount if fits else Money.zero(reader.currency)
    return {"selling_price": price, "discount": kept, "tax": tax}
