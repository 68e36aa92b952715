"""Every operation on the money of a small order, in every state."""

import os

import pytest
from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.transition_rules import RULE_SETS
from seller_orders.testing.sample_order import fulfillment, inr
from tests.exhaustive.exploration import explore, steps_of_money
from tests.exhaustive.step_checks import CANCELLATIONS, MOVES, OF_MONEY, StepChecks, small

# The number of units sets the amount of money; the lines that hold them do not matter.
SIZES: list[tuple[int, ...]] = [(1,), (2,)]
if os.environ.get("EVERY_SIZE"):
    SIZES += [(3,), (2, 2), (3, 2), (3, 3)]
SHIPPED = ["pending", "in_transit", "delivered", "returned"]


def starts(quantities: tuple[int, ...]) -> list[Order]:
    """Return new orders: one per payment status, one per status of a fulfillment, one with tenders.

    Updates that name tenders are those of test_tenders.
    """
    new = [small(quantities, status) for status in PaymentStatus]
    shipped = [fulfillment(status, line_0=1) for status in SHIPPED]
    paid = small(quantities, "paid", 1)
    tenders = (
        Tender(id="tnd_1", method="card", amount=inr(1)),
        Tender(id="tnd_2", method="gift_card", amount=inr(2), status=TenderStatus.AUTHORIZED),
    )
    return [
        *new,
        *(evolve(new[0], fulfillments=(each,)) for each in shipped),
        evolve(paid, payment=evolve(paid.payment, tenders=tenders)),
    ]


@pytest.mark.parametrize("quantities", SIZES, ids=str)
def test_money_keeps_the_rules_in_every_state(quantities: tuple[int, ...]):
    checks = StepChecks()

    steps = steps_of_money(RULE_SETS)
    states = explore(starts(quantities), steps, checks, follows_units=False)

    assert set(checks.done) == {*OF_MONEY, *MOVES, *CANCELLATIONS}
    assert len(states) > 100
