"""Checks of the cancelled units of a draft's lines (contract, section 6)."""

from collections.abc import Sequence

from seller_orders.domain.draft import LineDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.line_item import LineItem


def has_valid_units(draft: LineDraft, index: int, reader: DraftReader) -> bool:
    """Check the cancelled units of a line: return whether they are within those ordered."""
    cancelled, kept = draft.cancelled_quantity, len(reader.problems)
    asked, aside = draft.restock_requested_quantity, draft.set_aside_quantity
    if not (cancelled or asked or aside or draft.cancelled_worth):
        return True
    detail = f"It must be from 0 to the line's quantity, {draft.quantity}."
    holds = 0 <= cancelled <= draft.quantity
    reader.require(holds, "out_of_range", detail, "items", index, "cancelled_quantity")
    detail = f"It must be from 0 to cancelled_quantity, {cancelled}."
    holds = 0 <= asked <= cancelled
    reader.require(holds, "out_of_range", detail, "items", index, "restock_requested_quantity")
    detail = "It must be from 0 to cancelled_quantity less restock_requested_quantity."
    holds = 0 <= aside <= cancelled - asked
    reader.require(holds, "out_of_range", detail, "items", index, "set_aside_quantity")
    detail = "It must be 0 unless units are cancelled."
    holds = cancelled > 0 or draft.cancelled_worth == 0
    reader.require(holds, "out_of_range", detail, "items", index, "cancelled_worth")
    return len(reader.problems) == kept


def check_cancelled_worth(lines: Sequence[LineItem], total: int, reader: DraftReader) -> None:
    """Check that cancelled units were worth at most the total as sold, in units of ``Money``."""
    left = max(0, total)
    for index, line in enumerate(lines):
        if not line.cancelled_worth:
            continue
        left -= line.cancelled_worth.units
        detail = f"Cancelled units must not be worth more than the order, {reader.written(total)}."
        path = ("items", index, "cancelled_worth")
        reader.require(left >= 0 or total < 0, "amount_exceeds_total", detail, *path)
