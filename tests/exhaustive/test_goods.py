"""Every operation on the goods of a small order, in every state."""

import os

import pytest

from seller_orders.domain.transition_rules import RULE_SETS
from tests.exhaustive.exploration import explore, is_lost, steps_of_goods
from tests.exhaustive.step_checks import CANCELLATIONS, OF_GOODS, StepChecks, small

SIZES = [(1,), (2,), (3,), (1, 1), (2, 1)]
FOLLOWED: list[tuple[int, ...]] = [(1,), (2,)]
if os.environ.get("EVERY_SIZE"):
    SIZES += [(2, 2), (3, 1), (3, 2), (3, 3)]
    FOLLOWED += [(3,), (1, 1), (2, 1)]


@pytest.mark.parametrize("quantities", SIZES, ids=str)
def test_goods_keep_the_rules_in_every_state(quantities: tuple[int, ...]):
    checks = StepChecks()
    starts = [small(quantities), small(quantities, "paid", 1)]

    steps = steps_of_goods(RULE_SETS)
    states = explore(starts, steps, checks, follows_units=False)

    assert set(checks.done) == {*OF_GOODS, *CANCELLATIONS, "tag", "restock"}
    assert len(states) > 20


@pytest.mark.parametrize("quantities", FOLLOWED, ids=str)
def test_each_unit_is_restocked_once(quantities: tuple[int, ...]):
    checks = StepChecks()

    states = explore([small(quantities)], steps_of_goods(RULE_SETS), checks)

    assert any(each.restocks for each in states.values())
    assert any(is_lost(one) for each in states.values() for one in each.fulfillments)
