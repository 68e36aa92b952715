"""Policy of status changes, and their effects."""

from itertools import product

import pytest

from seller_orders.domain.status import OrderStatus
from seller_orders.domain.status_policy import ensure_transition
from seller_orders.domain.transition_rules import FORWARD, OPEN, RULE_SETS, TransitionRules
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    change,
    fulfillment,
    line,
    order,
    outcome_of,
    refusal_of,
)
from tests.support.order_changes import assert_one_change


@pytest.mark.parametrize("rule_set", ["open", "forward"])
@pytest.mark.parametrize(("current", "target"), list(product(reference_rules.STATUSES, repeat=2)))
def test_transitions_follow_the_contract(rule_set: str, current: str, target: str):
    rules = RULE_SETS[rule_set]

    decision = ensure_transition(OrderStatus(current), OrderStatus(target), rules)

    assert outcome_of(decision) == reference_rules.transition(
        reference_rules.MAY_BECOME[rule_set], current, target
    )


@pytest.mark.parametrize("rules", [OPEN, FORWARD])
def test_every_status_can_be_reached_from_pending(rules: TransitionRules):
    reached, frontier = {OrderStatus.PENDING}, [OrderStatus.PENDING]
    while frontier:
        fresh = rules[frontier.pop()] - reached
        reached |= fresh
        frontier += fresh

    assert set(rules) == reached == set(OrderStatus)


def test_rule_sets_have_their_configuration_names():
    assert dict(RULE_SETS) == {"open": OPEN, "forward": FORWARD}


@pytest.mark.parametrize("closed", ["delivered", "cancelled"])
def test_a_closed_order_refuses_its_own_status_too(closed: str):
    refusal = refusal_of(ensure_transition(OrderStatus(closed), OrderStatus(closed), OPEN))

    assert refusal.code == "order_is_closed"
    assert closed in refusal.message


def test_a_refused_transition_names_the_allowed_ones():
    decision = ensure_transition(OrderStatus.SHIPPED, OrderStatus.PENDING, FORWARD)

    assert refusal_of(decision).message == (
        "shipped cannot become pending; it can become: delivered or refunded."
    )


def test_custom_rules_are_applied():
    own = dict.fromkeys(OrderStatus, frozenset[OrderStatus]())
    own[OrderStatus.CANCELLED] = frozenset({OrderStatus.PENDING})

    reopened = ensure_transition(OrderStatus.CANCELLED, OrderStatus.PENDING, own)
    skipped = ensure_transition(OrderStatus.CANCELLED, OrderStatus.SHIPPED, own)
    closed = ensure_transition(OrderStatus.PENDING, OrderStatus.SHIPPED, own)

    outcomes = [outcome_of(decision) for decision in (reopened, skipped, closed)]
    assert outcomes == ["ok", "transition_not_allowed", "order_is_closed"]


def test_move_to_is_one_change():
    pending = order("pending")

    confirmed = pending.move_to(OrderStatus.CONFIRMED, change())

    assert confirmed.status == "confirmed"
    assert_one_change(pending, confirmed, "order.status_changed", from_="pending", to="confirmed")


@pytest.mark.parametrize("status", reference_rules.STATUSES)
def test_move_to_the_same_status_is_no_change(status: str):
    as_it_is = order(status)

    assert as_it_is.move_to(OrderStatus(status), change()) is as_it_is


def test_the_note_of_a_change_is_on_the_timeline():
    moved = order().move_to(OrderStatus.PROCESSING, change(note="Being prepared"))

    assert moved.timeline[-1].note == "Being prepared"


def test_delivered_does_not_require_fulfilled_units():
    delivered = order(fulfillments=(fulfillment(pasta=1),)).move_to(OrderStatus.DELIVERED, change())

    assert delivered.status == "delivered"
    assert delivered.fulfillment_status == "partial"
    assert [one.status for one in delivered.fulfillments] == ["pending"]


def test_status_refunded_leaves_the_payment():
    before = order()

    after = before.move_to(OrderStatus.REFUNDED, change())

    assert after.payment == before.payment
    assert after.financial_status == "paid"


def test_status_cancelled_cancels_what_is_under_way():
    """Ended fulfillments stay as they are."""
    statuses = "pending in_transit out_for_delivery delivered failed returned cancelled".split()
    fulfillments = tuple(fulfillment(one, id=f"ful_{one}", pasta=1) for one in statuses)
    before = order(lines=(line("pasta", quantity=9),), fulfillments=fulfillments)

    after = before.move_to(OrderStatus.CANCELLED, change())

    after_by_hand = "cancelled cancelled cancelled delivered failed returned cancelled".split()
    assert [one.status for one in after.fulfillments] == after_by_hand
    assert [one.updated_at for one in after.fulfillments] == [LATER] * 3 + [CREATED] * 4
    assert after.fulfilled == {"pasta": 1}
    assert_one_change(before, after, "order.status_changed", from_="pending", to="cancelled")


def test_status_cancelled_records_no_cancellation():
    """It moves neither money nor stock."""
    before = order()

    after = before.move_to(OrderStatus.CANCELLED, change())

    assert after.status == "cancelled"
    assert after.cancellation is None
    assert after.restocked == ()
    assert after.payment == before.payment
