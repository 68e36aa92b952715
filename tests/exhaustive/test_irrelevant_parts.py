"""Properties of an order that its state leaves out change no outcome of any operation."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.transition_rules import RULE_SETS
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import LATER, change, fulfillment, refund
from tests.exhaustive.exploration import (
    RuleSets,
    Steps,
    explore,
    state,
    steps_of_goods,
    steps_of_money,
)
from tests.exhaustive.step_checks import small

Outcome = tuple[str, object]


def outcomes(order: Order, steps: Steps) -> set[Outcome]:
    return {(name, state(after)) for name, after in steps(order)}


def cluttered(order: Order) -> Order:
    """Add fulfillments that ended before a hand-over, a failed refund, a note and a timeline."""
    ended = [
        fulfillment(status, id=f"ful_{status}", line_0=1, line_1=1)
        for status in reference_rules.INACTIVE
    ]
    refunds = (*order.payment.refunds, refund(1, "failed", id="rfd_failed"))
    return evolve(
        order.add_tags(["late"], change()),
        fulfillments=(*order.fulfillments, *ended),
        payment=evolve(order.payment, refunds=refunds),
        note="Ring twice",
        attributes={"gift": "no"},
        external_ids={"shop": "1"},
        updated_at=LATER,
    )


@pytest.mark.parametrize("steps_of", [steps_of_goods, steps_of_money])
def test_ended_parts_make_no_difference(steps_of: Callable[[RuleSets], Steps]):
    steps = steps_of({"open": RULE_SETS["open"]})
    found: dict[int, set[Outcome]] = defaultdict(set)

    def collect(before: Order, name: str, after: Order) -> None:
        found[id(before)].add((name, state(after)))

    starts = [small((2, 1)), small((2, 1), "paid", 2)]
    for order in explore(starts, steps, collect, follows_units=False).values():
        here, there = found[id(order)], outcomes(cluttered(order), steps)
        assert here <= there
        # Ended parts accept reports and their own status again, without effect.
        assert {reached for _, reached in there - here} <= {state(order)}
