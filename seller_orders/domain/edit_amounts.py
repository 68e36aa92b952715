"""Amounts of an edit, parsed in the order's currency."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.domain.adjustment import Adjustment
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_lines import read_adjustments, read_new_line, read_tax_lines
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.order_edit import KEEP, Keep, LineEdit, OrderEdit
from seller_orders.domain.refusals import FieldProblem, InvalidFields
from seller_orders.domain.tax_line import TaxLine

D = TypeVar("D")
V = TypeVar("V")


@frozen(kw_only=True)
class LineAmounts:
    """New discount and tax of a line; the tax is None if it is unknown from now on."""

    discount: Money | Keep
    tax: Money | Keep | None


@frozen(kw_only=True)
class EditAmounts:
    """Amounts of an edit; ``items`` and ``added`` are in the edit's sequence."""

    items: tuple[LineAmounts, ...]
    added: tuple[LineItem, ...]
    shipping: Money | Keep
    discount: Money | Keep
    tax: Money | Keep
    tax_lines: tuple[TaxLine, ...] | Keep
    adjustments: tuple[Adjustment, ...] | Keep


def read_amounts(edit: OrderEdit, currency: str) -> Result[EditAmounts, InvalidFields]:
    """Return an edit's amounts, or a problem for each that its currency does not allow."""
    reader = DraftReader(currency)
    amounts = EditAmounts(
        items=tuple(_line(line, index, reader) for index, line in enumerate(edit.items)),
        added=tuple(
            read_new_line(line, reader, "add_items", index)
            for index, line in enumerate(edit.add_items)
        ),
        shipping=_money(edit.shipping_total, reader, "shipping_total"),
        discount=_money(edit.discount_total, reader, "discount_total"),
        tax=_money(edit.tax_total, reader, "tax_total"),
        tax_lines=_read(edit.tax_lines, lambda drafts: read_tax_lines(drafts, reader)),
        adjustments=_read(edit.adjustments, lambda drafts: read_adjustments(drafts, reader)),
    )
    has_name = edit.customer is KEEP or edit.customer.get("name", "") is not None
    reader.require(has_name, "required", "A customer has a name.", "customer", "name")
    problems: tuple[FieldProblem, ...] = tuple(reader.problems)
    return Failure(InvalidFields(problems)) if problems else Success(amounts)


def _line(line: LineEdit, index: int, reader: DraftReader) -> LineAmounts:
    return LineAmounts(
        discount=_money(line.discount, reader, "items", index, "discount"),
        tax=None if line.tax is None else _money(line.tax, reader, "items", index, "tax"),
    )


def _money(amount: Decimal | Keep, reader: DraftReader, *path: str | int) -> Money | Keep:
    return _read(amount, lambda named: reader.money(named, *path))


def _read(named: D | Keep, read: Callable[[D], V]) -> V | Keep:
    return KEEP if isinstance(named, Keep) else read(named)
