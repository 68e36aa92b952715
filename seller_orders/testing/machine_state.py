"""State of the order machine: an order, its model, and the steps that all rules share."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from returns.result import Result

from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.timeline import Change
from seller_orders.domain.transition_rules import OPEN, TransitionRules
from seller_orders.testing.physical_ledger import PhysicalLedger
from seller_orders.testing.reference_order import ModelOrder
from seller_orders.testing.sample_order import CREATED, outcome_of

LINE_IDS = ["pasta", "soup"]
ADDED = "rice"
UNKNOWN = "tea"
items = st.lists(
    st.tuples(
        st.sampled_from([*LINE_IDS * 3, ADDED, UNKNOWN]),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=2,
)
"""Requested units of a new order's lines, of the line that an edit may add, and of no line."""


def rupees(amount: int) -> Money:
    """Return an INR amount, given in paise."""
    return Money(amount * 100, "INR")


def moment(minutes: int) -> datetime:
    """Return the time so many minutes after the order was created."""
    return CREATED + timedelta(minutes=minutes)


class MachineState(RuleBasedStateMachine):
    """An order with its model. Every new id is a minute later than the one before."""

    transition_rules: TransitionRules = OPEN

    order: Order
    model: ModelOrder
    ledger: PhysicalLedger
    serial: int

    def keep(self, order: Order) -> Order:
        """Return the order; override it to write to a repository and read the order back."""
        return order

    def assert_outcome(self, decision: Result[Any, Refusal], expected: str) -> None:
        event(expected)

        assert outcome_of(decision) == expected

    def set_order(self, after: Order) -> None:
        is_change = len(self.model.history) + 1 > self.order.version

        assert (after is not self.order) == is_change
        assert after.timeline[: len(self.order.timeline)] == self.order.timeline
        self.order = self.keep(after) if is_change else after
        assert self.order == after
        self.ledger.follow(self.order)

    def change(self) -> Change:
        id = self.new_id("evt")
        return Change(id=id, at=moment(self.serial), by="key:1")

    def new_id(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}_{self.serial}"

    def any_of(self, data: st.DataObject, known: Mapping[str, object], unknown: str) -> str:
        """Draw one of the known ids, or rarely an unknown one."""
        return data.draw(st.sampled_from([*[*known] * 5, unknown]))

    def refund_amounts(self) -> st.SearchStrategy[int]:
        """Return amounts to refund, in paise: the least, the most, and one too many."""
        refundable = self.model.books.kept
        return st.sampled_from(sorted({1, max(refundable, 1), refundable + 1}))
