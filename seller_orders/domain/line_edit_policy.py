"""Policy of an edit's lines: quantities, additions and removals (contract, section 7)."""

from collections.abc import Iterator, Sequence
from itertools import chain

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.domain.edit_amounts import EditAmounts, LineAmounts
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import KEEP, LineEdit, OrderEdit
from seller_orders.domain.order_limits import MAX_LINES, beyond_limit
from seller_orders.domain.refusals import (
    BelowFulfilled,
    DuplicateItem,
    FieldProblem,
    NothingWouldRemain,
    Refusal,
    TotalBelowZero,
    UnknownItem,
)


def ensure_lines_editable(
    order: Order, edit: OrderEdit, amounts: EditAmounts
) -> Result[tuple[LineItem, ...], Refusal]:
    """Return the lines after the edit, or refuse it by the first rule that it breaks.

    Lines keep their sequence, and added ones are the last. A line may be removed if it never had
    cancelled, fulfilled, refunded, returned or restocked units.
    """
    if unknown := tuple(_unknown(order, edit)):
        return Failure(UnknownItem(unknown))
    if duplicates := tuple(_duplicates(order, edit)):
        return Failure(DuplicateItem(duplicates))
    if below := tuple(_below(order, edit.items)):
        return Failure(BelowFulfilled(below))
    if negative := tuple(_negative(order, edit.items, amounts.items)):
        return Failure(TotalBelowZero(negative))
    kept = _edited(order, edit.items, amounts.items)
    lines = (*kept, *amounts.added)
    if amounts.added and len(lines) > MAX_LINES:
        detail = (
            f"An edit leaves an order at most {MAX_LINES:,} lines; these would be {len(lines):,}: "
            "create another order for the others."
        )
        return Failure(beyond_limit(detail, "add_items"))
    if not _has_units(lines) and (not lines or _has_units(order.lines)):
        return Failure(NothingWouldRemain())
    return Success(lines)


def _unknown(order: Order, edit: OrderEdit) -> Iterator[FieldProblem]:
    for index, line in enumerate(edit.items):
        if line.id not in order.units:
            detail = f"The order has no line item {line.id}: use add_items for a new line."
            yield FieldProblem(UnknownItem.code, detail, ("items", index, "id"))


def _duplicates(order: Order, edit: OrderEdit) -> Iterator[FieldProblem]:
    seen = set[str]()
    for index, line in enumerate(edit.items):
        if line.id in seen:
            detail = f"Line item {line.id} is listed twice: send one entry with its new values."
            yield FieldProblem(DuplicateItem.code, detail, ("items", index, "id"))
        seen.add(line.id)
    taken = set(order.units)
    for index, added in enumerate(edit.add_items):
        if added.id in taken:
            detail = f"The id {added.id} is taken: give the new line another one."
            yield FieldProblem(DuplicateItem.code, detail, ("add_items", index, "id"))
        taken.add(added.id)


def _below(order: Order, edits: Sequence[LineEdit]) -> Iterator[FieldProblem]:
    used = _used(order)
    lines = {line.id: line for line in order.lines}
    for index, edit in enumerate(edits):
        units, line = order.units[edit.id], lines[edit.id]
        refunded = units.spent if line.requires_shipping else units.refunded
        least = max(units.cancelled + units.fulfilled + refunded, units.given_back)
        least = max(least, int(edit.id in used))
        if edit.quantity >= least:
            continue
        facts: dict[str, str | int] = {
            "id": edit.id,
            "cancelled": units.cancelled,
            "fulfilled": units.fulfilled,
            "spent": units.spent,
            "refunded": units.refunded,
            "restocked": units.given_back,
            "least": least,
            "requested": edit.quantity,
        }
        parts = [("cancelled", units.cancelled), ("fulfilled", units.fulfilled)]
        parts += [("refunded", refunded), ("restocked", units.given_back)]
        uses = ", ".join(f"{count} {use}" for use, count in parts if count)
        reason = f" ({uses})" if uses else ", because units of it were shipped or refunded before"
        detail = f"The quantity of {edit.id} must be at least {least}{reason}, not {edit.quantity}."
        path = ("items", index, "quantity")
        yield FieldProblem(BelowFulfilled.code, detail, path, facts)


def _used(order: Order) -> frozenset[str]:
    """Return the lines that any fulfillment, refund or return names, ended ones included."""
    return frozenset(
        chain(
            (item.id for each in order.fulfillments for item in each.shipment.items),
            (item.id for each in order.payment.refunds for item in each.items),
            (item.id for each in order.returns for item in each.items),
        )
    )


def _negative(
    order: Order, edits: Sequence[LineEdit], amounts: Sequence[LineAmounts]
) -> Iterator[FieldProblem]:
    lines = {line.id: line for line in order.lines}
    for index, (edit, new) in enumerate(zip(edits, amounts, strict=True)):
        line = lines[edit.id]
        discount = line.discount if new.discount is KEEP else new.discount
        gross = line.selling_price.extended(edit.quantity)
        if edit.quantity and discount.units > gross:
            detail = (
                f"{edit.quantity} of {edit.id} cost {amount_of(gross)} {order.currency}, less than "
                f"the line's discount, {discount}: name a lower discount."
            )
            yield FieldProblem(TotalBelowZero.code, detail, ("items", index, "discount"))


def _edited(
    order: Order, edits: Sequence[LineEdit], amounts: Sequence[LineAmounts]
) -> Iterator[LineItem]:
    edited = {edit.id: (edit, new) for edit, new in zip(edits, amounts, strict=True)}
    for line in order.lines:
        if line.id not in edited:
            yield line
            continue
        edit, new = edited[line.id]
        if edit.quantity:
            yield evolve(
                line,
                quantity=edit.quantity,
                discount=line.discount if new.discount is KEEP else new.discount,
                tax=line.tax if new.tax is KEEP else new.tax,
            )


def _has_units(lines: Sequence[LineItem]) -> bool:
    return any(line.quantity > line.cancelled_quantity for line in lines)
