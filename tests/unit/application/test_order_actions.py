"""The listed actions are those that the operations allow."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.result import Failure

from seller_orders.application.commands.bulk_actions import FulfillRemaining
from seller_orders.application.commands.bulk_update import BulkUpdate
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.hold_order import HoldOrder
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.application.commands.update_status import UpdateStatus
from seller_orders.application.queries.list_order_actions import AvailableActions, OrderActions
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound, Refusal
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import FORWARD, OPEN, TransitionRules
from seller_orders.testing.sample_order import (
    cancellation_request,
    hold_request,
    inr,
    line,
    outcome_of,
    payment,
    refund,
)
from seller_orders.testing.strategies import orders
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, installed, reachable

orders_of_the_domain = orders(domain_ids=st.just("dom_1"))
rule_sets = st.sampled_from([OPEN, FORWARD])


def actions(order: Order, rules: TransitionRules = OPEN) -> AvailableActions:
    world = World.of(order, settings=installed(transitions=rules))
    with nothing_changes(world):
        return world.order_actions(OrderActions("dom_1", order.id)).unwrap()


def said(refusal: Refusal | None) -> str:
    return "ok" if refusal is None else refusal.code


def done(order: Order, rules: TransitionRules, operate: Callable[[World], Any]) -> str:
    return outcome_of(operate(World.of(order, settings=installed(transitions=rules))))


def status_set(order: Order, status: OrderStatus) -> Callable[[World], Any]:
    command = UpdateStatus(domain_id="dom_1", order_id=order.id, by="key:1", status=status)
    return lambda world: world.update_status(command)


def shipped(order: Order, item: ItemQuantity) -> Callable[[World], Any]:
    command = CreateFulfillment(
        domain_id="dom_1", order_id=order.id, by="key:1", shipment=Shipment(items=(item,))
    )
    return lambda world: world.create_fulfillment(command)


def released(order: Order, hold_id: str) -> Callable[[World], Any]:
    command = ReleaseHold(domain_id="dom_1", order_id=order.id, by="key:1", hold_id=hold_id)
    return lambda world: world.release_hold(command)


@settings(max_examples=25)
@given(order=orders_of_the_domain, rules=rule_sets)
def test_exactly_the_listed_statuses_can_be_set(order: Order, rules: TransitionRules):
    available = actions(order, rules)

    assert available.version == order.version
    assert {status: said(available.status[status]) for status in OrderStatus} == {
        status: done(order, rules, status_set(order, status)) for status in OrderStatus
    }


@settings(max_examples=25)
@given(order=orders_of_the_domain, rules=rule_sets)
def test_cancel_is_listed_exactly_if_it_works(order: Order, rules: TransitionRules):
    command = CancelOrder(
        domain_id="dom_1", order_id=order.id, by="key:1", request=cancellation_request()
    )

    cancelled = done(order, rules, lambda world: world.cancel_order(command))

    assert said(actions(order, rules).cancel) == cancelled


@settings(max_examples=25)
@given(order=orders_of_the_domain)
def test_fulfill_is_listed_exactly_if_it_works(order: Order):
    """What is on hold is left out of bulk updates, and nothing is left if all is."""
    world = World.of(order)
    everything = BulkUpdate(
        domain_id="dom_1", order_ids=(order.id,), by="key:1", action=FulfillRemaining()
    )

    report = world.bulk_update(everything).unwrap()

    (refusal,) = [said(failed.refusal) for failed in report.failed] or ["ok"]
    listed = said(actions(order).fulfill)
    assert refusal == ("nothing_to_fulfill" if listed == "on_hold" else listed)


@settings(max_examples=25)
@given(order=orders_of_the_domain)
def test_one_remaining_unit_can_be_shipped_if_listed(order: Order):
    listed = said(actions(order).fulfill)

    outcomes = {done(order, OPEN, shipped(order, item)) for item in order.remaining}

    # Of an order whose money is all refunded, only lines that are worth nothing may ship alone.
    assert listed in outcomes or not order.remaining
    assert outcomes <= {listed, "order_is_refunded", "on_hold"}


def test_a_gift_of_a_refunded_order_can_be_shipped():
    paid = line("pasta", 1, "10")
    order = reachable(
        lines=(paid, line("gift", 1, "0")),
        discount=inr(0),
        payment=payment("paid", 10, (refund(10),)),
    )

    outcomes = [done(order, OPEN, shipped(order, ItemQuantity(id, 1))) for id in ("pasta", "gift")]

    assert (said(actions(order).fulfill), outcomes) == ("ok", ["order_is_refunded", "ok"])


@settings(max_examples=25)
@given(order=orders_of_the_domain)
def test_hold_is_listed_exactly_if_it_works(order: Order):
    command = HoldOrder(domain_id="dom_1", order_id=order.id, by="key:1", request=hold_request())

    assert said(actions(order).hold) == done(order, OPEN, lambda world: world.hold_order(command))


@settings(max_examples=25)
@given(order=orders_of_the_domain)
def test_release_is_listed_exactly_if_a_hold_can_be_released(order: Order):
    outcomes = {done(order, OPEN, released(order, each.id)) for each in order.holds}

    assert said(actions(order).release) == ("ok" if "ok" in outcomes else "hold_not_found")


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (reachable(), "ok"),
        (reachable("delivered"), "ok"),
        (reachable(payment=payment("paid", 0)), "payment_not_refundable"),
        (reachable(payment=payment("authorized")), "payment_not_refundable"),
    ],
)
def test_a_captured_amount_can_be_refunded(order: Order, code: str):
    assert said(actions(order).refund) == code


def test_a_missing_order_has_no_actions():
    missing = World().order_actions(OrderActions("dom_1", "ord_9"))

    assert missing == Failure(OrderNotFound("ord_9"))
