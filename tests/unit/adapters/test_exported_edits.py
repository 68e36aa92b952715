"""Edited orders keep their figures and their past through export and import."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.adapters.shared.wire.exported_order import exported
from seller_orders.adapters.shared.wire.imported_order import decode_imported
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, LineDraft, TaxLineDraft
from seller_orders.domain.draft_assembly import assemble
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.values import Address, Coordinates
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    change,
    inr,
    line,
    order,
    with_units_cancelled,
)
from tests.unit.domain.test_edits_by_hand import SEQUENCES

RICE = LineDraft(
    id="rice", name="Rice", quantity=2, selling_price=Decimal("12.345678"), tax=Decimal("0.05")
)
EDIT = OrderEdit(
    items=(
        LineEdit(id="pasta", quantity=7, discount=Decimal("1.50")),
        LineEdit(id="soup", quantity=0),
    ),
    add_items=(RICE,),
    tax_total=Decimal("3.10"),
    tax_lines=(TaxLineDraft(title="GST", rate=Decimal("0.05"), amount=Decimal("3.10")),),
    adjustments=(AdjustmentDraft(kind=AdjustmentKind.ROUNDING, amount=Decimal("-0.01")),),
    shipping_address=Address(city="Pune", coordinates=Coordinates(latitude=18.5, longitude=73.9)),
    customer={"email": "a@shop.example", "company": None},
    note="Ring twice.",
    ship_by=LATER,
    reason="The customer called.",
)


def edited() -> Order:
    """Return an order whose units were cancelled before and after an edit."""
    first = order(lines=(line("pasta", 5), line("soup", 1, "50.50")), discount=inr(0))
    second = with_units_cancelled(first, pasta=1)
    third = edit_order(second, ensure_editable(second, EDIT).unwrap(), change(3))
    return with_units_cancelled(third, pasta=2, restock=True)


def imported(before: Order) -> Order:
    draft = decode_imported(encode(exported(before))).unwrap()
    names: dict[str, Any] = {"domain_id": "dom_1", "order_id": before.id, "number": before.number}
    return assemble(draft, **names, fulfillment_ids=(), at=CREATED).unwrap()


def test_an_edited_order_survives_export_and_import():
    before = edited()

    after = imported(before)

    assert evolve(after, timeline=()) == evolve(before, timeline=())
    assert exported(after) == exported(before)


def test_an_imported_order_knows_its_lines_before_the_edit():
    before = edited()
    after = imported(before)

    for version in (2, 3, 4):
        assert OrderSnapshot.at(after, version) == OrderSnapshot.at(before, version)
    assert OrderSnapshot.at(after, 2).ordered == {"pasta": 4, "soup": 1}


@pytest.mark.parametrize("name", SEQUENCES)
def test_every_state_of_the_sequences_is_imported(name: str):
    """Also if a line is worth less by now than its cancelled units were."""
    now, rows = SEQUENCES[name]
    for number, row in enumerate(rows, 2):
        now = row.step(now, number).unwrap()

        assert exported(imported(now)) == exported(now)
