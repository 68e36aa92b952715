from decimal import Decimal
from typing import Any

import pytest

from seller_orders.application.commands.edit_order import EditOrder
from seller_orders.domain.order import Order
from seller_orders.domain.order_edit import LineEdit, OrderEdit
from seller_orders.testing.sample_order import fulfillment, handed_over, inr, outcome_of, payment
from tests.support.untouched import nothing_changes, nothing_is_done
from tests.support.use_case_world import World, reachable

STEPS = "get_order validate_edit edit_order invalidate_cache".split()
MORE = OrderEdit(items=(LineEdit(id="pasta", quantity=3),), reason="One more.")


def edit(wanted: OrderEdit = MORE, *, order_id: str = "ord_1", **fields: Any) -> EditOrder:
    return EditOrder(
        **{"domain_id": "dom_1", "by": "key:1", "order_id": order_id} | fields, edit=wanted
    )


def test_an_edit_answers_with_order_and_balance():
    world = World.of(reachable())

    with world.steps() as taken:
        outcome = world.edit_order(edit()).unwrap()

    assert world.kept() == outcome.order
    assert (outcome.order.version, outcome.order.total) == (2, inr(350))
    assert outcome.balance == outcome.order.balance
    assert outcome.balance.amount == 100
    assert taken.names == STEPS
    assert taken.versions == [1, 1, 1, 2]


def test_an_edit_is_one_event_and_moves_no_money():
    world = World.of(reachable())

    after = world.edit_order(edit()).unwrap().order

    (event,) = world.events
    assert (event.message_id, event.about, event.version) == ("evt_1", "order.edited", 2)
    assert event.data["reason"] == "One more."
    assert after.payment == reachable().payment
    assert world.refund_requests == world.notifications == []
    assert world.store.committed.restocks == []
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_less_than_is_paid_is_owed_and_not_refunded():
    world = World.of(reachable())

    outcome = world.edit_order(edit(OrderEdit(discount_total=Decimal("10.50")))).unwrap()

    assert outcome.balance.amount == -10
    assert outcome.order.financial_status == "paid"
    assert outcome.order.payment.refunds == ()


def test_more_than_is_paid_is_partially_paid():
    world = World.of(reachable())

    assert world.edit_order(edit()).unwrap().order.financial_status == "partially_paid"


NOTHING = [
    OrderEdit(),
    OrderEdit(reason="A typo."),
    OrderEdit(note=None),
    OrderEdit(customer={"name": "Anjali", "phone": "+91"}),
    OrderEdit(
        items=(LineEdit(id="pasta", quantity=2, discount=Decimal("0.0"), tax=None),),
        discount_total=Decimal("0.50"),
        tax_lines=(),
        shipping_address=None,
    ),
]


@pytest.mark.parametrize("wanted", NOTHING, ids=range(len(NOTHING)))
def test_an_edit_to_the_present_values_changes_nothing(wanted: OrderEdit):
    world = World.of(reachable())

    with nothing_is_done(world):
        outcome = world.edit_order(edit(wanted)).unwrap()

    assert (outcome.order, outcome.balance.units) == (reachable(), 0)


SENT = handed_over(fulfillment("in_transit", pasta=2, soup=1))
REFUSED: list[tuple[Order, EditOrder, str]] = [
    (reachable(), edit(order_id="ord_9"), "order_not_found"),
    (reachable(), edit(domain_id="dom_2"), "order_not_found"),
    (reachable(), edit(expected_versions=frozenset({2})), "version_mismatch"),
    (reachable(), edit(OrderEdit(tax_total=Decimal("0.001"))), "invalid_fields"),
    (reachable("delivered"), edit(), "order_is_closed"),
    (reachable(), edit(OrderEdit(items=(LineEdit(id="rice", quantity=1),))), "unknown_item"),
    (reachable(), edit(OrderEdit(items=MORE.items * 2)), "duplicate_item"),
    (
        reachable(fulfillments=(SENT,)),
        edit(OrderEdit(items=(LineEdit(id="pasta", quantity=1),))),
        "below_fulfilled",
    ),
    (
        reachable(),
        edit(OrderEdit(items=tuple(LineEdit(id=id, quantity=0) for id in ("pasta", "soup")))),
        "nothing_would_remain",
    ),
    (
        reachable(),
        edit(OrderEdit(items=(LineEdit(id="pasta", quantity=2, discount=Decimal(201)),))),
        "total_below_zero",
    ),
    (
        reachable(fulfillments=(SENT,)),
        edit(OrderEdit(customer={"phone": "+49"})),
        "nothing_to_hand_over",
    ),
]


@pytest.mark.parametrize(("order", "command", "code"), REFUSED, ids=lambda value: None)
def test_a_refused_edit_changes_nothing(order: Order, command: EditOrder, code: str):
    world = World.of(order)

    with nothing_changes(world):
        refused = world.edit_order(command)

    assert outcome_of(refused) == code


def test_a_dry_run_of_an_edit_changes_nothing():
    world, other = World.of(reachable()), World.of(reachable())

    with nothing_changes(world), world.steps() as taken:
        tried = world.edit_order(edit(dry_run=True))

    assert tried == other.edit_order(edit())
    assert taken.names == STEPS[:-1]


def test_an_authorized_payment_stays_authorized():
    world = World.of(reachable(payment=payment("authorized")))

    outcome = world.edit_order(edit()).unwrap()

    assert outcome.order.financial_status == "authorized"
    assert outcome.balance.amount == 350
