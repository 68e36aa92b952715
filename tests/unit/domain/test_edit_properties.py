"""Properties of edits, for any order.

- An edit that names the present values changes nothing.
- After an edit, the total is what the sum rule of the contract says, and never below 0.
- No line has fewer units than were cancelled, fulfilled, spent, restocked or refunded.
- What an edit does not name stays.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve, fields_dict
from hypothesis import event, given, settings
from hypothesis import strategies as st
from returns.pipeline import is_successful

from seller_orders.domain.currencies import DECIMALS
from seller_orders.domain.draft import AdjustmentDraft, LineDraft, TaxLineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import CONTACT_FIELDS, KEEP, LineEdit, OrderEdit
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import change
from seller_orders.testing.strategies import orders

OPEN_STATUSES = (OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.SHIPPED)
NAMES = {"shipping_total": "shipping", "discount_total": "discount", "tax_total": "tax"}


@st.composite
def open_orders(draw: st.DrawFn) -> Order:
    """Return an open order; a recorded cancellation is dropped with its restock."""
    found = draw(orders())
    if found.status not in OPEN_STATUSES:
        restocks = tuple(each for each in found.restocks if each.cause != "cancellation")
        status = draw(st.sampled_from(OPEN_STATUSES))
        found = evolve(found, status=status, cancellation=None, restocks=restocks)
    return evolve(found, timeline=())


def present_values(order: Order) -> OrderEdit:
    """Return an edit that names every part as it is."""
    return OrderEdit(
        items=tuple(
            LineEdit(
                id=line.id,
                quantity=line.quantity,
                discount=line.discount.amount,
                tax=None if line.tax is None else line.tax.amount,
            )
            for line in order.lines
        ),
        shipping_total=order.shipping.amount,
        discount_total=order.discount.amount,
        tax_total=order.tax.amount,
        tax_lines=tuple(
            TaxLineDraft(title=each.title, rate=each.rate, amount=each.amount.amount)
            for each in order.tax_lines
        ),
        adjustments=tuple(
            AdjustmentDraft(kind=each.kind, label=each.label, amount=each.amount.amount)
            for each in order.adjustments
        ),
        note=order.note,
    )


@settings(max_examples=30)
@given(before=open_orders())
def test_an_edit_to_the_present_values_changes_nothing(before: Order):
    edit = present_values(before)
    delivery: dict[str, Any] = {
        "shipping_address": before.shipping_address,
        "billing_address": before.billing_address,
        "ship_by": before.ship_by,
        "customer": {name: getattr(before.customer, name) for name in CONTACT_FIELDS},
    }
    to_hand_over = before.remaining or any(
        each.status == "pending" and each.handed_over_at is None for each in before.fulfillments
    )
    edit = evolve(edit, **delivery) if to_hand_over else edit

    assert edit_order(before, ensure_editable(before, edit).unwrap(), change()) is before


@st.composite
def edits(draw: st.DrawFn, before: Order) -> OrderEdit:
    """Return an edit of some lines and amounts, most of them possible."""
    step = Decimal(1).scaleb(-DECIMALS[before.currency])
    amounts = st.integers(0, 3_000).map(lambda count: count * step)
    items = [
        LineEdit(
            id=line.id,
            quantity=draw(st.sampled_from([0, 1, 2, line.quantity, min(line.quantity, 10**8) + 1])),
            discount=draw(st.just(KEEP) | amounts),
            tax=draw(st.just(KEEP) | st.none() | amounts),
        )
        for line in before.lines
        if draw(st.booleans())
    ]
    add = LineDraft(id="added", name="Added", quantity=3, selling_price=7 * step, tax=draw(amounts))
    sums: dict[str, Any] = {name: draw(st.just(KEEP) | amounts) for name in NAMES}
    return OrderEdit(items=tuple(items), add_items=(add,) if draw(st.booleans()) else (), **sums)


@settings(max_examples=100)
@given(data=st.data())
def test_an_edited_order_keeps_the_rules(data: st.DataObject):
    before = data.draw(open_orders())
    edit = data.draw(edits(before))
    decision = ensure_editable(before, edit)
    event("allowed" if is_successful(decision) else decision.failure().code)
    if not is_successful(decision):
        return
    after = edit_order(before, decision.unwrap(), change())

    assert Fraction(after.total.amount) == total_by_the_sum_rule(after, edit, before) >= 0
    assert after.cancelled_worth.amount == before.cancelled_worth.amount
    for id, units in before.units.items():
        left = after.units.get(id)
        used = units.cancelled + units.fulfilled + units.spent
        assert used <= (left.ordered if left else 0)
        assert left is not None or units.refunded == units.given_back == 0
        if left is not None:
            assert (left.cancelled, left.fulfilled) == (units.cancelled, units.fulfilled)
    named = {NAMES[name] for name in NAMES if getattr(edit, name) is not KEEP}
    changed = {name for name in fields_dict(Order) if getattr(before, name) != getattr(after, name)}
    allowed = {"lines", "holds", "tax", "version", "timeline", "updated_at"} | named
    assert changed <= allowed


def total_by_the_sum_rule(after: Order, edit: OrderEdit, before: Order) -> Fraction:
    """Return the total of the contract's section 11, in exact fractions of the edit's values."""
    step = Fraction(1, 10 ** DECIMALS[after.currency])
    lines = {edit.id: edit for edit in edit.items}
    subtotal = Fraction(0)
    for line in before.lines:
        named = lines.get(line.id)
        quantity = line.quantity if named is None else named.quantity
        discount: Any = line.discount.amount
        if named is not None and named.discount is not KEEP:
            discount = named.discount
        if quantity:
            gross = Fraction(line.selling_price.amount) * quantity
            subtotal += (gross / step + Fraction(1, 2)).__floor__() * step - Fraction(discount)
    for new in edit.add_items:
        subtotal += Fraction(new.selling_price) * new.quantity - Fraction(new.discount)
    sums: dict[str, Any] = {
        name: getattr(after, part).amount if getattr(edit, name) is KEEP else getattr(edit, name)
        for name, part in NAMES.items()
    }
    adjustments = sum(Fraction(each.amount.amount) for each in before.adjustments)
    cancelled = sum(Fraction(line.cancelled_worth.amount) for line in before.lines)
    tax = Fraction(0) if before.prices_include_tax else Fraction(sums["tax_total"])
    shipping, discount = Fraction(sums["shipping_total"]), Fraction(sums["discount_total"])
    total: Fraction = subtotal - discount + shipping + adjustments + tax - cancelled
    return total


@settings(max_examples=50)
@given(data=st.data())
def test_unnamed_tax_follows_the_lines_that_all_have_tax(data: st.DataObject):
    before = data.draw(open_orders())
    decision = ensure_editable(before, evolve(data.draw(edits(before)), tax_total=KEEP))
    if not is_successful(decision):
        return
    after = edit_order(before, decision.unwrap(), change())

    lines = (*before.lines, *after.lines)
    difference = Decimal(0)
    if all(line.tax is not None for line in lines):
        difference = sum_of_taxes(after) - sum_of_taxes(before)
    assert after.tax.amount == before.tax.amount + difference


def sum_of_taxes(order: Order) -> Decimal:
    """Return the sum of the known taxes of lines."""
    known = (line.tax.amount for line in order.lines if line.tax is not None)
    return sum(known, Decimal(0))
