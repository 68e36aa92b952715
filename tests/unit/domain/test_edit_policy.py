"""Rules of edits: the parts that may change, and when."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, LineDraft, TaxLineDraft
from seller_orders.domain.edit_change import edit_order
from seller_orders.domain.edit_policy import ensure_editable, ensure_money_editable
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.money import LIMIT
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.payment import RefundedItem
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.values import Address, Customer
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    change,
    fulfillment,
    handed_over,
    inr,
    line,
    order,
    outcome_of,
    payment,
    refund,
)

PUNE = Address(line1="MG Road 1", city="Pune", country_code="IN")
MUMBAI = Address(line1="MG Road 1", city="Mumbai", country_code="IN")
RICE = LineDraft(id="rice", name="Rice", quantity=2, selling_price=Decimal("12.50"))
MONEY: dict[str, OrderEdit] = {
    "items": OrderEdit(items=(LineEdit(id="pasta", quantity=3),)),
    "add_items": OrderEdit(add_items=(RICE,)),
    "shipping_total": OrderEdit(shipping_total=Decimal(1)),
    "discount_total": OrderEdit(discount_total=Decimal(1)),
    "tax_total": OrderEdit(tax_total=Decimal(1)),
    "tax_lines": OrderEdit(
        tax_lines=(TaxLineDraft(title="GST", rate=Decimal(5), amount=Decimal(1)),)
    ),
    "adjustments": OrderEdit(
        adjustments=(AdjustmentDraft(kind=AdjustmentKind.TIP, amount=Decimal(1)),)
    ),
}
DELIVERY: dict[str, OrderEdit] = {
    "shipping_address": OrderEdit(shipping_address=PUNE),
    "billing_address": OrderEdit(billing_address=PUNE),
    "customer": OrderEdit(customer={"email": "a@shop.example"}),
    "ship_by": OrderEdit(ship_by=LATER),
}
NOTE = OrderEdit(note="Ring twice.")


def line_edit(id: str = "pasta", quantity: int = 2, **fields: Any) -> OrderEdit:
    return OrderEdit(items=(LineEdit(id=id, quantity=quantity, **fields),))


def edited(before: Order, edit: OrderEdit) -> Order:
    return edit_order(before, ensure_editable(before, edit).unwrap(), change())


def problem(before: Order, edit: OrderEdit) -> tuple[str, tuple[str | int, ...], str]:
    """Return code, path and detail of the only problem."""
    refusal = ensure_editable(before, edit).failure()
    assert isinstance(refusal, InvalidFields)
    (found,) = refusal.problems
    return refusal.code, found.path, found.detail


@pytest.mark.parametrize("name", MONEY)
@pytest.mark.parametrize("status", ["pending", "shipped", "delivered", "refunded", "cancelled"])
def test_money_may_change_on_open_orders_only(name: str, status: str):
    outcome = outcome_of(ensure_editable(order(status), MONEY[name]))

    assert outcome == ("ok" if status in {"pending", "shipped"} else "order_is_closed")
    assert outcome == outcome_of(ensure_money_editable(order(status)))


WAITING, GONE = (
    fulfillment(pasta=2, soup=1),
    handed_over(fulfillment("in_transit", pasta=2, soup=1)),
)
LOST = handed_over(fulfillment("failed", pasta=2, soup=1))


@pytest.mark.parametrize("name", DELIVERY)
@pytest.mark.parametrize(
    ("before", "outcome"),
    [
        (order(), "ok"),
        (order(fulfillments=(WAITING,)), "ok"),
        (order(fulfillments=(GONE,)), "nothing_to_hand_over"),
        (order("shipped", fulfillments=(GONE,)), "nothing_to_hand_over"),
        (order("shipped", fulfillments=(LOST,)), "ok"),
        (order("delivered", fulfillments=(GONE,)), "order_is_closed"),
        (order("delivered"), "order_is_closed"),
        (order("delivered", fulfillments=(WAITING,)), "ok"),
        (order("refunded", fulfillments=(WAITING,)), "ok"),
        (order("refunded", fulfillments=(LOST,)), "order_is_closed"),
        (order("cancelled"), "order_is_closed"),
        (order(lines=(line(requires_shipping=False),)), "nothing_to_hand_over"),
    ],
    ids=lambda value: None,
)
def test_addresses_may_change_before_the_last_hand_over(name: str, before: Order, outcome: str):
    assert outcome_of(ensure_editable(before, DELIVERY[name])) == outcome


def test_a_line_that_is_added_remains_to_be_handed_over():
    both = evolve(DELIVERY["shipping_address"], add_items=(RICE,))

    after = edited(order(fulfillments=(GONE,)), both)

    assert (after.shipping_address, after.remaining[0].id) == (PUNE, "rice")


@pytest.mark.parametrize("status", ["pending", "delivered", "refunded", "cancelled"])
def test_the_note_may_always_change(status: str):
    before = order(status, note="Ring once.")

    assert edited(before, NOTE).note == "Ring twice."
    assert edited(before, OrderEdit(note=None)).note is None


def test_what_is_not_named_stays():
    before = order(note="Ring once.", shipping_address=PUNE, ship_by=LATER)

    after = edited(before, OrderEdit(billing_address=MUMBAI))

    assert after == evolve(
        before, billing_address=MUMBAI, version=2, updated_at=LATER, timeline=after.timeline
    )


def test_null_clears():
    before = order(shipping_address=PUNE, billing_address=PUNE, ship_by=LATER)

    after = edited(before, OrderEdit(shipping_address=None, billing_address=None, ship_by=None))

    assert (after.shipping_address, after.billing_address, after.ship_by) == (None, None, None)


def test_named_fields_of_the_customer_change():
    before = order(customer=Customer(id="cus_1", name="Anjali", email="a@example.com", phone="1"))

    after = edited(before, OrderEdit(customer={"email": "b@example.com", "phone": None}))

    assert after.customer == Customer(id="cus_1", name="Anjali", email="b@example.com")


def test_a_customer_has_a_name():
    found = problem(order(), OrderEdit(customer={"name": None}))

    assert found == ("invalid_fields", ("customer", "name"), "A customer has a name.")


@pytest.mark.parametrize(
    "customer",
    [{"id": "cus_2"}, {"language": "de_CH"}, {"name": ""}, {"phone": "1" * 33}],
)
def test_an_impossible_contact_is_no_edit(customer: dict[str, str]):
    with pytest.raises(ValueError, match=r"customer|language|name|phone"):
        OrderEdit(customer=customer)


@pytest.mark.parametrize("quantity", [-1, 10**9 + 1, True])
def test_an_impossible_quantity_is_no_edit(quantity: int):
    with pytest.raises(ValueError, match="quantity"):
        LineEdit(id="pasta", quantity=quantity)


@pytest.mark.parametrize("note", ["x" * 2_001, "\x00", "\ud800"])
def test_an_impossible_note_is_no_edit(note: str):
    with pytest.raises(ValueError, match="note"):
        OrderEdit(note=note)


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


def test_a_tax_beyond_every_amount_is_refused():
    largest = inr(LIMIT - 1)
    before = order(lines=(line(tax=inr(0)),), tax=largest, prices_include_tax=True)

    found = problem(before, line_edit(tax=Decimal(1)))

    assert found == ("invalid_fields", ("tax_total",), "It must be below 10^12.")


def test_an_unknown_line_is_refused():
    code, path, _ = problem(order(), line_edit("rice"))

    assert (code, path) == ("unknown_item", ("items", 0, "id"))


def test_a_line_is_edited_once():
    twice = LineEdit(id="pasta", quantity=3)

    code, path, _ = problem(order(), OrderEdit(items=(twice, twice)))

    assert (code, path) == ("duplicate_item", ("items", 1, "id"))


@pytest.mark.parametrize("id", ["pasta", "rice"])
def test_the_id_of_a_new_line_is_new(id: str):
    add = OrderEdit(add_items=(RICE, evolve(RICE, id=id)))

    code, path, detail = problem(order(), add)

    assert (code, path) == ("duplicate_item", ("add_items", 1, "id"))
    assert detail == f"The id {id} is taken: give the new line another one."


def test_a_quantity_below_what_happened_names_its_uses():
    parcel = handed_over(fulfillment("in_transit", pasta=2))
    before = order(
        lines=(line("pasta", 5, cancelled_quantity=1, cancelled_worth=inr(0)),),
        fulfillments=(parcel,),
    )

    refusal = ensure_editable(before, line_edit(quantity=2)).failure()

    assert isinstance(refusal, InvalidFields)
    (found,) = refusal.problems
    assert (refusal.code, found.path) == ("below_fulfilled", ("items", 0, "quantity"))
    assert found.facts == {
        "id": "pasta",
        "cancelled": 1,
        "fulfilled": 2,
        "spent": 0,
        "refunded": 0,
        "restocked": 0,
        "least": 3,
        "requested": 2,
    }
    assert refusal.message == (
        "The quantity of pasta must be at least 3 (1 cancelled, 2 fulfilled), not 2."
    )


IN_REFUND = RefundedItem(id="soup", quantity=1, worth=inr(50), fulfillment_id="ful_9")
FAILED = evolve(refund(50, "failed"), items=(IN_REFUND,))
IN_STOCK = Restock(
    cause=RestockCause.REQUEST,
    cause_id="evt_9",
    at=CREATED,
    items=(RestockedItem("soup", "sku-soup", 1),),
)


@pytest.mark.parametrize(
    "fields",
    [
        {"fulfillments": (fulfillment("cancelled", soup=1),)},
        {"payment": payment("paid", 250, (FAILED,))},
        {"restocks": (IN_STOCK,)},
        {"lines": (line(), line("soup", 2, cancelled_quantity=1))},
    ],
    ids=["parcel", "failed refund", "restock", "cancelled"],
)
def test_a_line_with_a_past_is_not_removed(fields: dict[str, Any]):
    before = order(**fields)

    assert outcome_of(ensure_editable(before, line_edit("soup", 0))) == "below_fulfilled"
    assert outcome_of(ensure_editable(before, line_edit("soup", 1))) == "ok"


def test_a_hold_loses_a_removed_line_and_ends_without_lines():
    held: dict[str, Any] = {"reason": HoldReason.OUT_OF_STOCK, "created_at": CREATED}
    whole = Hold(id="hld_1", **held)
    both = Hold(id="hld_2", items=("pasta", "soup"), **held)
    soup = Hold(id="hld_3", items=("soup",), **held)

    after = edited(order(holds=(whole, both, soup)), line_edit("soup", 0))

    assert after.holds == (whole, evolve(both, items=("pasta",)))
    assert after.timeline[-1].data["released_holds"] == ["hld_3"]


def test_a_discount_stays_when_the_quantity_changes():
    before = order(lines=(line("pasta", 2, discount=inr(150)),), discount=inr(0))

    code, path, detail = problem(before, line_edit(quantity=1))

    assert (code, path) == ("total_below_zero", ("items", 0, "discount"))
    assert detail == (
        "1 of pasta cost 100 INR, less than the line's discount, 150 INR: name a lower discount."
    )


@pytest.mark.parametrize(
    ("edit", "path"),
    [
        (line_edit(quantity=1, discount=Decimal(100)), ("items",)),
        (OrderEdit(discount_total=Decimal(100)), ("discount_total",)),
    ],
)
def test_the_total_is_not_below_what_was_cancelled(edit: OrderEdit, path: tuple[str, ...]):
    worth = line(quantity=2, cancelled_quantity=1, cancelled_worth=inr(101))
    before = order(lines=(worth, line("soup", 1, "0")), discount=inr(0), payment=payment("pending"))

    code, found, detail = problem(before, edit)

    least = "-101" if path == ("items",) else "-1"
    assert (code, found) == ("total_below_zero", path)
    assert detail == (
        f"The total, less 101 INR of cancelled units, would be {least} INR: it must be at least 0."
    )


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
