"""Rules of edits: the parts that may change, and when."""

from decimal import Decimal

import pytest
from attrs import evolve

from seller_orders.application.ports.carrier_directory import Booking
from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.draft import AdjustmentDraft, TaxLineDraft
from seller_orders.domain.edit_policy import ensure_editable, ensure_money_editable
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.domain.values import Customer, Recipient
from seller_orders.testing.sample_order import (
    LATER,
    change,
    fulfillment,
    handed_over,
    line,
    order,
    outcome_of,
)
from tests.unit.domain.edit_requests import MUMBAI, NOTE, PUNE, RICE, edited, problem

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
UNUSED = fulfillment("cancelled", "ful_2", pasta=1)
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
        (order(fulfillments=(GONE, UNUSED)), "nothing_to_hand_over"),
        (order("delivered", fulfillments=(GONE,)), "order_is_closed"),
        (order("delivered", fulfillments=(UNUSED,)), "order_is_closed"),
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


def test_present_values_are_no_change():
    """They are equal, but other objects."""
    before = order(note="Ring twice.", shipping_address=PUNE)
    same = LineEdit(id="pasta", quantity=2, discount=Decimal(0), tax=None)
    named = OrderEdit(
        items=(same,),
        tax_lines=(),
        shipping_address=evolve(PUNE),
        note="".join(["Ring", " twice."]),
    )

    assert edited(before, named) is before


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


def test_edits_at_their_bounds_are_made():
    assert OrderEdit(note="x" * 2_000).note == "x" * 2_000
    assert [LineEdit(id="pasta", quantity=each).quantity for each in (0, 10**9)] == [0, 10**9]


def test_edits_are_hashable():
    """A mapping of the customer's fields is left out."""
    assert hash(OrderEdit(customer={"phone": "1"})) == hash(OrderEdit(customer={"phone": "2"}))


def test_existing_fulfillments_keep_their_recipients():
    """A parcel without a recipient goes to the order's address of its time."""
    friend = Recipient(name="Ravi", address=MUMBAI)
    given, neighbour = fulfillment(id="ful_2"), fulfillment(id="ful_3", soup=1)
    meera = Recipient(name="Meera")
    parcels = (
        evolve(given, shipment=evolve(given.shipment, customer=friend)),
        evolve(neighbour, shipment=evolve(neighbour.shipment, customer=meera)),
    )
    customer = Customer(name="Anjali", phone="1")
    before = order(customer=customer, shipping_address=PUNE, fulfillments=parcels)
    before = evolve(before, lines=(line(quantity=3), line("soup", 1)))
    before = before.add_fulfillment(fulfillment(id="ful_1"), change())

    after = edited(before, OrderEdit(shipping_address=MUMBAI, customer={"phone": "2"}))

    assert [Booking(after, each).recipient for each in after.fulfillments] == [
        Recipient(name="Ravi", phone="1", address=MUMBAI),
        Recipient(name="Meera", phone="1", address=PUNE),
        Recipient(name="Anjali", phone="1", address=PUNE),
    ]


def test_fulfillments_without_a_new_recipient_stay():
    before = order(shipping_address=PUNE, fulfillments=(fulfillment(),))

    assert edited(before, DELIVERY["billing_address"]).fulfillments == before.fulfillments
