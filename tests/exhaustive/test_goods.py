"""Every operation on the goods of a small order, in every state."""

import os

import pytest

from seller_orders.domain.transition_rules import RULE_SETS
from tests.exhaustive.exploration import explore, is_lost, steps_of_goods
from tests.exhaustive.step_checks import (
    CANCELLATIONS,
    MOVES,
    OF_GOODS,
    OF_TEXT,
    StepChecks,
    small,
)

SIZES = [(1,), (2,), (3,), (1, 1), (2, 1), (2, 2)]
FOLLOWED: list[tuple[int, ...]] = [(1,), (2,)]
if os.environ.get("EVERY_SIZE"):
    SIZES += [(3, 1), (3, 2), (3, 3)]
    FOLLOWED += [(3,), (1, 1), (2, 1)]


@pytest.mark.parametrize("quantities", SIZES, ids=str)
def test_goods_keep_the_rules_in_every_state(quantities: tuple[int, ...]):
    checks = StepChecks()
    starts = [small(quantities), small(quantities, "paid", 1)]

    steps = steps_of_goods(RULE_SETS)
    states = explore(starts, steps, checks, follows_units=False)

    assert set(checks.done) == {*OF_GOODS, *CANCELLATIONS, *OF_TEXT, "restock"}
    assert len(states) > 20


@pytest.mark.parametrize("quantities", [(1, 1), (2, 1), (2, 2)], ids=str)
def test_a_digital_line_is_never_shipped(quantities: tuple[int, ...]):
    checks = StepChecks()
    starts = [small(quantities, digital=1), small(quantities, "paid", 1, digital=1)]

    states = explore(starts, steps_of_goods(RULE_SETS), checks, follows_units=False)

    assert set(checks.done) == {*OF_GOODS, *CANCELLATIONS, *OF_TEXT, "restock"}
    assert any(each.fulfillment_status == "fulfilled" for each in states.values())


def test_an_order_without_shipping_has_no_goods():
    checks = StepChecks()

    states = explore([small((2, 1), digital=2)], steps_of_goods(RULE_SETS), checks)

    assert set(checks.done) == {*MOVES, *CANCELLATIONS, *OF_TEXT, "restock"}
    assert {each.fulfillment_status for each in states.values()} == {"fulfilled"}
    assert not any(each.fulfillments or each.restocks for each in states.values())


@pytest.mark.parametrize("quantities", FOLLOWED, ids=str)
def test_each_unit_is_restocked_once(quantities: tuple[int, ...]):
    checks = StepChecks()

    states = explore([small(quantities)], steps_of_goods(RULE_SETS), checks)

    assert any(each.restocks for each in states.values())
    assert any(is_lost(one) for each in states.values() for one in each.fulfillments)
