"""Facts of edits on the timeline."""

from datetime import UTC, datetime
from decimal import Decimal

from attrs import evolve

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.values import Address, Coordinates
from seller_orders.testing.sample_order import line, order
from tests.unit.domain.edit_requests import MUMBAI, NOTE, PUNE, RICE, edited


def test_an_edit_is_one_version_with_its_facts():
    before = order(note="Old.", shipping_address=PUNE, ship_by=datetime(2026, 1, 5, 17, tzinfo=UTC))
    edit = OrderEdit(
        items=(LineEdit(id="pasta", quantity=3, tax=Decimal(5)), LineEdit(id="soup", quantity=0)),
        add_items=(RICE,),
        adjustments=(AdjustmentDraft(kind=AdjustmentKind.TIP, amount=Decimal("2.50")),),
        shipping_address=MUMBAI,
        customer={"email": "a@shop.example"},
        note=None,
        ship_by=None,
        reason="The customer called.",
    )

    after = edited(before, edit)

    (entry,) = after.timeline
    assert (after.version, entry.type, entry.version) == (2, "order.edited", 2)
    assert entry.data == {
        "reason": "The customer called.",
        "items": [
            {
                "id": "pasta",
                "quantity": {"from": 2, "to": 3},
                "tax": {"from": None, "to": Decimal(5)},
            }
        ],
        "added_items": [
            {
                "id": "rice",
                "product_id": None,
                "sku": None,
                "name": "Rice",
                "selling_price": Decimal("12.5"),
                "requires_shipping": True,
                "quantity": 2,
                "discount": Decimal(0),
                "tax": None,
            }
        ],
        "removed_items": [
            {
                "id": "soup",
                "product_id": "prd-soup",
                "sku": "sku-soup",
                "name": "Soup",
                "selling_price": Decimal("50.5"),
                "requires_shipping": True,
                "quantity": 1,
                "discount": Decimal(0),
                "tax": None,
            }
        ],
        "changes": {
            "total": {"from": Decimal(250), "to": Decimal(327)},
            "adjustments": {
                "from": [],
                "to": [{"kind": "tip", "label": None, "amount": Decimal("2.5")}],
            },
            "shipping_address": {"city": {"from": "Pune", "to": "Mumbai"}},
            "customer": {"email": {"from": None, "to": "a@shop.example"}},
            "note": {"from": "Old.", "to": None},
            "ship_by": {"from": "2026-01-05T17:00:00Z", "to": None},
        },
    }


def test_facts_have_the_changed_parts_alone():
    before = order(lines=tuple(line(f"line_{n}") for n in range(200)))

    after = edited(before, evolve(NOTE, items=(LineEdit(id="line_7", quantity=3),)))

    assert after.timeline[-1].data == {
        "reason": None,
        "items": [{"id": "line_7", "quantity": {"from": 2, "to": 3}}],
        "changes": {
            "total": {"from": Decimal("39999.5"), "to": Decimal("40099.5")},
            "note": {"from": None, "to": "Ring twice."},
        },
    }


def test_named_present_values_are_no_facts():
    """Lines and tax lines are made anew of the edit, with equal values."""
    same = LineEdit(id="pasta", quantity=2, discount=Decimal(0), tax=None)

    after = edited(order(), evolve(NOTE, items=(same,), tax_lines=(), adjustments=()))

    assert after.timeline[-1].data == {
        "reason": None,
        "changes": {"note": {"from": None, "to": "Ring twice."}},
    }


def test_facts_of_an_address_that_comes_or_goes():
    place = Coordinates(latitude=18.52, longitude=1e-300)
    home = Address(city="Pune", coordinates=place)

    given = edited(order(), OrderEdit(shipping_address=home)).timeline[-1]
    cleared = edited(order(shipping_address=home), OrderEdit(shipping_address=None)).timeline[-1]

    assert given.data["changes"] == {
        "shipping_address": {
            "city": {"from": None, "to": "Pune"},
            "coordinates": {"from": None, "to": "18.52, 1e-300"},
        }
    }
    assert cleared.data["changes"] == {
        "shipping_address": {
            "city": {"from": "Pune", "to": None},
            "coordinates": {"from": "18.52, 1e-300", "to": None},
        }
    }
    assert given.problem is cleared.problem is None
