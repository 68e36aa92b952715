"""Properties of an order that its state leaves out change no outcome of any operation."""

import os
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest
from attrs import evolve

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tax_line import TaxLine
from seller_orders.domain.transition_rules import RULE_SETS
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import LATER, change, fulfillment, inr, refund
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

QUANTITIES = (2, 1) if os.environ.get("EVERY_SIZE") else (1, 1)
"""Two lines; the added fulfillments have a unit of each."""


def outcomes(order: Order, steps: Steps) -> set[Outcome]:
    return {(name, state(after)) for name, after in steps(order)}


def cluttered(order: Order) -> Order:
    """Add fulfillments that ended before a hand-over, a failed refund, a note and a timeline.

    The total is made of other parts, and is the same.
    """
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
        lines=tuple(_discounted(each) for each in order.lines),
        ship_by=LATER,
        assignee="anjali",
        replaces="ord_0",
        prices_include_tax=True,
        tax=inr("0.50"),
        tax_lines=(TaxLine(title="GST", rate=Decimal("0.05"), amount=inr("0.50")),),
        adjustments=tuple(
            Adjustment(kind=AdjustmentKind.OTHER, amount=SignedMoney(units, "INR"))
            for units in (5_000, -5_000)
        ),
        updated_at=LATER,
    )


def _discounted(line: LineItem) -> LineItem:
    """Raise the price, and take the same off the whole line."""
    return evolve(
        line,
        selling_price=UnitPrice.of(line.selling_price.amount + Decimal("0.5"), "INR").unwrap(),
        discount=inr(str(Decimal("0.5") * line.quantity)),
        attributes={"engraving": "A. P."},
    )


@pytest.mark.parametrize("steps_of", [steps_of_goods, steps_of_money])
def test_ended_parts_make_no_difference(steps_of: Callable[[RuleSets], Steps]):
    steps = steps_of({"open": RULE_SETS["open"]})
    found: dict[int, set[Outcome]] = defaultdict(set)

    def collect(before: Order, name: str, after: Order) -> None:
        found[id(before)].add((name, state(after)))

    starts = [small(QUANTITIES), small(QUANTITIES, "paid", 2)]
    for order in explore(starts, steps, collect, follows_units=False).values():
        here, there = found[id(order)], outcomes(cluttered(order), steps)
        assert here <= there
        # Ended parts accept reports and their own status again, without effect.
        assert {reached for _, reached in there - here} <= {state(order)}
