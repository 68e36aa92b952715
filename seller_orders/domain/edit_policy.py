"""Policy of editing an order (contract, section 7)."""

from functools import partial
from typing import Any, Final

from attrs import evolve
from returns.result import Failure, Result, Success

from seller_orders.domain.discount_policy import ensure_discount_fits
from seller_orders.domain.draft_checks import DraftReader, check_limits
from seller_orders.domain.edit_amounts import EditAmounts, read_amounts
from seller_orders.domain.edit_change import with_terms
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.hold import Hold
from seller_orders.domain.line_edit_policy import ensure_lines_editable
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.money import UNITS_LIMIT, Money
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import KEEP, EditTerms, OrderEdit
from seller_orders.domain.order_totals import (
    adjustments_sum,
    cancelled_sum,
    lines_sum,
    order_total,
)
from seller_orders.domain.refusals import (
    FieldProblem,
    InvalidFields,
    NothingToHandOver,
    OrderIsClosed,
    Refusal,
    TotalBelowZero,
)

_SUMMED: Final = ("lines", "shipping", "discount", "tax", "adjustments")
"""Parts that the total depends on."""


def ensure_editable(order: Order, edit: OrderEdit) -> Result[EditTerms, Refusal]:
    """Allow an edit on terms, or refuse it by the first rule that it breaks.

    An edit that names the present values is allowed: it changes nothing. Lines and amounts may be
    edited while the order is open. Addresses, contact and ``ship_by`` may be edited while units of
    the edited order remain to be handed over. The note may always be edited.

    >>> from seller_orders.domain.order_edit import LineEdit
    >>> three = OrderEdit(items=(LineEdit(id="line_1", quantity=3),))
    >>> [line.quantity for line in ensure_editable(order, three).unwrap().lines]
    [3]
    >>> none = OrderEdit(items=(LineEdit(id="line_1", quantity=0),))
    >>> ensure_editable(order, none).failure().code
    'nothing_would_remain'
    """
    amounts: Result[EditAmounts, Refusal] = read_amounts(edit, order.currency)
    return amounts.bind(
        lambda amounts: _ensure_open(order, edit).bind(
            lambda _: (
                ensure_lines_editable(order, edit, amounts)
                .bind(lambda lines: _terms(order, edit, amounts, lines))
                .bind(partial(_ensure_sums, order, edit))
                .bind(partial(_ensure_hand_over, order, edit))
            )
        )
    )


def ensure_money_editable(order: Order) -> Result[Order, OrderIsClosed]:
    """Allow edits of lines and amounts, unless the order is closed."""
    is_closed = order.status in CLOSED_TO_FULFILLMENT
    return Failure(OrderIsClosed(order.status)) if is_closed else Success(order)


def _ensure_open(order: Order, edit: OrderEdit) -> Result[Order, Refusal]:
    is_closed = order.status in CLOSED_TO_FULFILLMENT and not _has_waiting_parcel(order)
    if edit.names_delivery and is_closed:
        return Failure(OrderIsClosed(order.status))
    return ensure_money_editable(order) if edit.names_money else Success(order)


def _has_waiting_parcel(order: Order) -> bool:
    return any(each.is_active and not each.was_handed_over for each in order.fulfillments)


def _terms(
    order: Order, edit: OrderEdit, amounts: EditAmounts, lines: tuple[LineItem, ...]
) -> Result[EditTerms, Refusal]:
    """Return the order's parts after the edit; refuse a tax that no amount can hold."""
    tax = amounts.tax.units if isinstance(amounts.tax, Money) else _tax(order, lines)
    if tax < 0:
        detail = (
            f"The taxes of the lines fall by more than tax_total, {order.tax}: name the new "
            "tax_total."
        )
        return Failure(TotalBelowZero((FieldProblem(TotalBelowZero.code, detail, ("tax_total",)),)))
    if tax >= UNITS_LIMIT:
        problem = FieldProblem("amount_out_of_range", "It must be below 10^12.", ("tax_total",))
        return Failure(InvalidFields((problem,)))

    def part(named: Any, present: Any) -> Any:
        return present if named is KEEP else named

    contact: Any = {} if edit.customer is KEEP else edit.customer
    return Success(
        EditTerms(
            lines=lines,
            shipping=part(amounts.shipping, order.shipping),
            discount=part(amounts.discount, order.discount),
            tax=Money(tax, order.currency),
            tax_lines=part(amounts.tax_lines, order.tax_lines),
            adjustments=part(amounts.adjustments, order.adjustments),
            shipping_address=part(edit.shipping_address, order.shipping_address),
            billing_address=part(edit.billing_address, order.billing_address),
            customer=evolve(order.customer, **contact),
            note=part(edit.note, order.note),
            ship_by=part(edit.ship_by, order.ship_by),
            holds=_holds(order, lines),
            reason=edit.reason,
        )
    )


def _tax(order: Order, lines: tuple[LineItem, ...]) -> int:
    """Return the tax after an edit that does not name it, in units of ``Money``.

    It changes by the difference of the lines' taxes if all of them are known, before and after.
    """
    before = [line.tax.units for line in order.lines if line.tax is not None]
    after = [line.tax.units for line in lines if line.tax is not None]
    if len(before) < len(order.lines) or len(after) < len(lines):
        return order.tax.units
    return order.tax.units + sum(after) - sum(before)


def _holds(order: Order, lines: tuple[LineItem, ...]) -> tuple[Hold, ...]:
    """Return the holds without removed lines; a hold of removed lines alone is released."""
    kept = {line.id for line in lines}
    holds = ((hold, tuple(id for id in hold.items if id in kept)) for hold in order.holds)
    return tuple(evolve(hold, items=items) for hold, items in holds if items or not hold.items)


def _ensure_sums(order: Order, edit: OrderEdit, terms: EditTerms) -> Result[EditTerms, Refusal]:
    if all(getattr(order, name) == getattr(terms, name) for name in _SUMMED):
        return Success(terms)
    cancelled, adjustments = cancelled_sum(terms.lines), adjustments_sum(terms.adjustments)
    subtotal = lines_sum(terms.lines)
    as_sold = order_total(
        subtotal=subtotal,
        discount=terms.discount,
        shipping=terms.shipping,
        tax=terms.tax,
        adjustments=terms.adjustments,
        prices_include_tax=order.prices_include_tax,
    )
    reader = DraftReader(order.currency)
    check_limits(subtotal, as_sold, adjustments, reader)
    if reader.problems:
        return Failure(InvalidFields(tuple(reader.problems)))
    fits: Result[Order, Refusal] = ensure_discount_fits(with_terms(order, terms))
    return fits.bind(lambda _: _ensure_total(edit, as_sold - cancelled, cancelled, reader)).map(
        lambda _: terms
    )


def _ensure_total(
    edit: OrderEdit, total: int, cancelled: int, reader: DraftReader
) -> Result[int, Refusal]:
    if total >= 0:
        return Success(total)
    named = ("discount_total", "adjustments", "tax_total", "shipping_total")
    field = next((name for name in named if getattr(edit, name) is not KEEP), "items")
    less = f", less {reader.written(cancelled)} of cancelled units," if cancelled else ""
    detail = f"The total{less} would be {reader.written(total)}: it must be at least 0."
    return Failure(TotalBelowZero((FieldProblem(TotalBelowZero.code, detail, (field,)),)))


def _ensure_hand_over(
    order: Order, edit: OrderEdit, terms: EditTerms
) -> Result[EditTerms, Refusal]:
    if not edit.names_delivery or order.status in CLOSED_TO_FULFILLMENT:
        return Success(terms)
    edited = with_terms(order, terms)
    if edited.remaining or _has_waiting_parcel(edited):
        return Success(terms)
    return Failure(NothingToHandOver())
