"""Every operation on the money of a small order, in every state."""

import os

import pytest
from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.transition_rules import RULE_SETS
from seller_orders.testing.sample_order import fulfillment
from tests.exhaustive.exploration import explore, steps_of_money
from tests.exhaustive.step_checks import CANCELLATIONS, MOVES, OF_MONEY, StepChecks, small

# The number of units sets the amount of money; the lines that hold them do not matter.
SIZES: list[tuple[int, ...]] = [(1,), (2,), (3,)]
if os.environ.get("EVERY_SIZE"):
    SIZES += [(2, 2), (3, 2), (3, 3)]
SHIPPED = ["pending", "in_transit", "delivered", "returned"]


def starts(quantities: tuple[int, ...]) -> list[Order]:
    """Return a new order per payment status, and one per status of a fulfillment."""
    new = [small(quantities, status) for status in PaymentStatus]
    shipped = [fulfillment(status, line_0=1) for status in SHIPPED]
    return new + [evolve(new[0], fulfillments=(each,)) for each in shipped]


@pytest.mark.parametrize("quantities", SIZES, ids=str)
def test_money_keeps_the_rules_in_every_state(quantities: tuple[int, ...]):
    checks = StepChecks()

    steps = steps_of_money(RULE_SETS)
    states = explore(starts(quantities), steps, checks, follows_units=False)

    assert set(checks.done) == {*OF_MONEY, *MOVES, *CANCELLATIONS}
    assert len(states) > 100
