"""Amounts of edits: decimals, limits, discounts and taxes."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, TaxLineDraft
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.money import LIMIT
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import OrderEdit
from seller_orders.domain.refusals import InvalidFields
from seller_orders.testing.sample_order import (
    inr,
    line,
    order,
    outcome_of,
    payment,
)
from seller_orders.testing.strategies import draft_of
from tests.support.drafts import assembled
from tests.unit.domain.edit_requests import NOTE, RICE, edited, line_edit, problem


@pytest.mark.parametrize(
    ("edit", "path", "code"),
    [
        (line_edit(discount=Decimal("0.001")), ("items", 0, "discount"), "too_many_decimals"),
        (line_edit(tax=Decimal(-1)), ("items", 0, "tax"), "amount_out_of_range"),
        (
            OrderEdit(add_items=(evolve(RICE, discount=Decimal("25.01")),)),
            ("add_items", 0, "discount"),
            "discount_exceeds_line",
        ),
        (
            OrderEdit(add_items=(evolve(RICE, selling_price=Decimal("1.0000001")),)),
            ("add_items", 0, "selling_price"),
            "too_many_decimals",
        ),
        (OrderEdit(shipping_total=Decimal(LIMIT)), ("shipping_total",), "amount_out_of_range"),
        (OrderEdit(tax_total=Decimal("NaN")), ("tax_total",), "amount_out_of_range"),
        (OrderEdit(discount_total=Decimal("0.001")), ("discount_total",), "too_many_decimals"),
        (
            OrderEdit(tax_lines=(TaxLineDraft(title="T", rate=Decimal(-1), amount=Decimal(1)),)),
            ("tax_lines", 0, "rate"),
            "amount_out_of_range",
        ),
        (
            OrderEdit(
                adjustments=(AdjustmentDraft(kind=AdjustmentKind.FEE, amount=Decimal("0.001")),)
            ),
            ("adjustments", 0, "amount"),
            "too_many_decimals",
        ),
        (
            OrderEdit(discount_total=Decimal("250.51")),
            ("discount_total",),
            "discount_exceeds_total",
        ),
        (
            line_edit(quantity=10**9, discount=Decimal(0)),
            ("items",),
            "amount_out_of_range",
        ),
    ],
    ids=lambda value: None,
)
def test_bad_amounts_are_named_by_field(edit: OrderEdit, path: tuple[str | int, ...], code: str):
    before = order(lines=(line("pasta", 2, "100000"), line("soup", 1, "50.50")))
    before = before if code == "amount_out_of_range" else order()
    refusal = ensure_editable(before, edit).failure()

    assert isinstance(refusal, InvalidFields)
    assert [(each.path, each.code) for each in refusal.problems] == [(path, code)]
    assert refusal.code == "invalid_fields"


@pytest.mark.parametrize("tax", [1, 2])
def test_a_tax_beyond_every_amount_is_refused(tax: int):
    largest = inr(LIMIT - 1)
    before = order(lines=(line(tax=inr(0)),), tax=largest, prices_include_tax=True)

    found = problem(before, line_edit(tax=Decimal(tax)))

    assert found == ("invalid_fields", ("tax_total",), "It must be below 10^12.")


@pytest.mark.parametrize(("line_tax", "tax"), [("0.01", "0"), ("5", "4"), ("5", "4.99")])
def test_taxes_of_lines_fall_by_no_more_than_the_orders(line_tax: str, tax: str):
    before = order(lines=(line(tax=inr(line_tax)),), tax=inr(tax))

    assert problem(before, line_edit(tax=Decimal(0))) == (
        "total_below_zero",
        ("tax_total",),
        f"The taxes of the lines fall by more than tax_total, {tax} INR: name the new tax_total.",
    )
    allowed = evolve(line_edit(tax=Decimal(0)), tax_total=Decimal(0))
    assert edited(before, allowed).tax == inr(0)
    assert edited(evolve(before, tax=inr(line_tax)), line_edit(tax=Decimal(0))).tax == inr(0)


def test_an_imported_discount_is_checked_when_sums_change():
    """An import may discount more than the subtotal and shipping: 260 of 250.50, with tax."""
    before = order(discount=inr(260), tax=inr(50))

    assert outcome_of(ensure_editable(before, NOTE)) == "ok"
    assert outcome_of(ensure_editable(before, OrderEdit(discount_total=Decimal(260)))) == "ok"
    assert problem(before, line_edit(quantity=1))[:2] == ("invalid_fields", ("discount_total",))


def test_import_fields_of_a_new_line_are_ignored():
    imported = evolve(RICE, cancelled_quantity=1, cancelled_worth=Decimal(5), set_aside_quantity=1)

    after = edited(order(), OrderEdit(add_items=(imported,)))

    assert after == edited(order(), OrderEdit(add_items=(RICE,)))
    assert (after.lines[-1].cancelled_quantity, after.total) == (0, inr(275))


def test_the_tax_of_one_of_many_lines_changes_the_orders():
    """They are so many that Python has more than one object of their number."""
    lines = tuple(line(f"line_{number}", tax=inr(1)) for number in range(300))
    before = order(lines=lines, tax=inr(300))

    assert edited(before, line_edit("line_7", tax=Decimal(3))).tax == inr(302)


def in_clf(**fields: Any) -> Order:
    """Return an order of two pasta at 100 CLF, whose smallest amount is 0.0001."""
    draft = draft_of(order(lines=(line(),), discount=inr(0), payment=payment("pending")))
    (pasta,) = draft.lines
    whole = evolve(draft, currency="CLF", lines=(evolve(pasta, **fields),))
    made: Order = assembled(whole).unwrap()
    return made


def test_no_sum_is_below_0_by_the_smallest_amount():
    taxed = in_clf(tax=Decimal("0.0001"))
    cancelled = in_clf(cancelled_quantity=1, cancelled_worth=Decimal("100.0001"))
    edit = OrderEdit(discount_total=Decimal(100))

    assert problem(taxed, line_edit(tax=Decimal(0)))[:2] == ("total_below_zero", ("tax_total",))
    assert problem(cancelled, edit) == (
        "total_below_zero",
        ("discount_total",),
        "The total, less 100.0001 CLF of cancelled units, would be -0.0001 CLF: "
        "it must be at least 0.",
    )
