"""Lines, tax lines and adjustments of a draft (contract, sections 3 and 11)."""

from attrs import evolve

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.draft import LineDraft, OrderDraft
from seller_orders.domain.draft_cancelled_units import has_valid_units
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_mapping import from_draft
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.tax_line import TaxLine


def read_lines(draft: OrderDraft, reader: DraftReader) -> tuple[LineItem, ...]:
    """Return the draft's lines; record problems of their ids and amounts."""
    reader.require(bool(draft.lines), "out_of_range", "An order needs at least one item.", "items")
    reader.require_unique([line.id for line in draft.lines], "items")
    return tuple(_line(line, index, reader) for index, line in enumerate(draft.lines))


def read_tax_lines(draft: OrderDraft, reader: DraftReader) -> tuple[TaxLine, ...]:
    """Return the draft's tax lines; record problems of their rates and amounts."""
    return tuple(
        from_draft(
            TaxLine,
            line,
            rate=reader.rate(line.rate, "tax_lines", index, "rate"),
            amount=reader.money(line.amount, "tax_lines", index, "amount"),
        )
        for index, line in enumerate(draft.tax_lines)
    )


def read_adjustments(draft: OrderDraft, reader: DraftReader) -> tuple[Adjustment, ...]:
    """Return the draft's adjustments; record problems of their amounts."""
    return tuple(
        from_draft(
            Adjustment,
            each,
            amount=reader.signed_money(each.amount, "adjustments", index, "amount"),
        )
        for index, each in enumerate(draft.adjustments)
    )


def _line(draft: LineDraft, index: int, reader: DraftReader) -> LineItem:
    price = reader.price(draft.selling_price, "items", index, "selling_price")
    discount = reader.money(draft.discount, "items", index, "discount")
    tax = None if draft.tax is None else reader.money(draft.tax, "items", index, "tax")
    fits = discount.units <= price.extended(draft.quantity)
    detail = "The discount of a line must not exceed selling_price × quantity."
    reader.require(fits, "discount_exceeds_line", detail, "items", index, "discount")
    kept = discount if fits else Money.zero(reader.currency)
    worth = reader.money(draft.cancelled_worth, "items", index, "cancelled_worth")
    units = draft if has_valid_units(draft, index, reader) else _without_cancelled(draft)
    return from_draft(
        LineItem, units, selling_price=price, discount=kept, tax=tax, cancelled_worth=worth
    )


def _without_cancelled(draft: LineDraft) -> LineDraft:
    return evolve(draft, cancelled_quantity=0, restock_requested_quantity=0, set_aside_quantity=0)
