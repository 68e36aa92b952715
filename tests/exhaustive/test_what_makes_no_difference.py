"""What a state leaves out of an order makes no difference to anything that is done to it."""

from collections.abc import Callable, Iterator

import pytest
from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.transition_rules import RULE_SETS, TransitionRules
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import LATER, change, fulfillment, refund
from tests.exhaustive.exploring import Steps, explore, state, steps_of_goods, steps_of_money
from tests.exhaustive.watching import Watch, small


def outcomes(order: Order, steps: Steps) -> set[tuple[str, object]]:
    return {(done, state(after)) for done, after in steps(order)}


def cluttered(order: Order) -> Order:
    """With shipments that never left or came back, a refund that failed, and a story behind it."""
    ended = [
        fulfillment(status, id=f"ful_{status}", line_0=1, line_1=1)
        for status in reference_rules.GIVES_BACK
    ]
    refunds = (*order.payment.refunds, refund(1, "failed", id="rfd_failed"))
    return evolve(
        order.add_tags(["late"], change()),
        fulfillments=(*order.fulfillments, *ended),
        payment=evolve(order.payment, refunds=refunds),
        note="Ring twice",
        updated_at=LATER,
    )


def every_state(steps: Steps) -> Iterator[Order]:
    starts = [small((2, 1)), small((2, 1), "paid", 2)]
    yield from explore(starts, steps, Watch("open"), follows_units=False).values()


@pytest.mark.parametrize("steps_of", [steps_of_goods, steps_of_money])
def test_what_is_over_makes_no_difference(steps_of: Callable[[TransitionRules], Steps]):
    steps = steps_of(RULE_SETS["open"])

    for order in every_state(steps):
        here, there = outcomes(order, steps), outcomes(cluttered(order), steps)
        assert here <= there
        # What is over may be reported on, and settled the way it is: to no effect.
        assert {found for _, found in there - here} <= {state(order)}
