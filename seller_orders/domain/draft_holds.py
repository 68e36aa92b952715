"""Checks of the holds of an imported order (contract, section 7)."""

from collections.abc import Sequence

from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.refusals import DuplicateItem, OrderIsClosed, UnknownItem
from seller_orders.domain.status import OrderStatus


def check_holds(draft: OrderDraft, lines: Sequence[LineItem], reader: DraftReader) -> None:
    """Check that holds are of an order that is not cancelled, and of its lines.

    Ids and handles are unique. A hold may have ended: the reaper records its release.
    """
    is_open = draft.status is not OrderStatus.CANCELLED or not draft.holds
    detail = "A cancelled order has no holds: leave them out, or change the status."
    reader.require(is_open, OrderIsClosed.code, detail, "holds")
    reader.require_unique([hold.id for hold in draft.holds], "holds")
    known, handles = {line.id for line in lines}, set[str | None]()
    for number, hold in enumerate(draft.holds):
        detail = f"Another hold has the handle {hold.handle}: change it, or leave it out."
        is_free = hold.handle is None or hold.handle not in handles
        reader.require(is_free, "duplicate", detail, "holds", number, "handle")
        handles.add(hold.handle)
        seen = set[str]()
        for index, id in enumerate(hold.items):
            path = ("holds", number, "items", index)
            reader.require(
                id in known, UnknownItem.code, f"The order has no line item {id}.", *path
            )
            detail = f"The line item {id} is named twice."
            reader.require(id not in seen, DuplicateItem.code, detail, *path)
            seen.add(id)
