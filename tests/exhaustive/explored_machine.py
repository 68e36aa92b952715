"""Exploration with the order machine: its rules are tried one by one on every state.

So each step compares the order with the reference model and the physical ledger.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pickle import dumps, loads
from typing import Any, TypeAlias

from attrs import evolve, frozen
from returns.result import Result

from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.testing.order_machine import OrderMachine
from seller_orders.testing.reference_returns import ModelReturn
from seller_orders.testing.sample_order import CREATED, outcome_of

Saved: TypeAlias = tuple[Order, bytes]
"""State of a machine. An order is immutable, so only the rest is copied."""


@frozen
class Chosen:
    """Replacement for drawn data: every draw is ``value``."""

    value: Any = None

    def draw(self, _: object) -> Any:
        return self.value


class ExploredMachine(OrderMachine):
    """Order machine that counts its outcomes, and whose state can be saved."""

    def __init__(self, outcomes: Counter[str]) -> None:
        super().__init__()
        self.outcomes = outcomes

    def assert_outcome(self, decision: Result[Any, Refusal], expected: str) -> None:
        self.outcomes[expected] += 1
        assert outcome_of(decision) == expected

    def begin(self, quantities: tuple[int, int], digital: Iterable[str] = ()) -> None:
        """Start with a paid order of two lines."""
        self.start(
            quantities=quantities,
            price="50.5",
            discount=0,
            order_discount=0,
            shipping=0,
            tax=0,
            line_taxes=(None, None),
            adjustment=0,
            prices_include_tax=False,
            payment_status="paid",
            is_part_paid=False,
            digital=frozenset(digital),
            has_foreign_ids=True,
        )

    def saved(self) -> Saved:
        return self.order, dumps((self.model, self.ledger, self.serial))

    def load(self, saved: Saved) -> None:
        self.order, others = saved
        self.model, self.ledger, self.serial = loads(others)

    def check(self) -> None:
        for each in self.invariants:
            each.function(self)

    def reduce_model(self) -> None:
        """Drop what later steps do not depend on: past changes, and what is over."""
        model = self.model
        model.history = []
        # A return that is over explains why a cancelled order has a parcel under way.
        model.returns = {
            id: one
            for id, one in model.returns.items()
            if _counts(one) or model.status == "cancelled"
        }
        named = {
            parcel
            for one in model.returns.values()
            for item in one.items.values()
            for parcel in item.shipped
        }
        model.fulfillments = {
            id: one
            for id, one in model.fulfillments.items()
            if one.is_active or id in named or (one.was_handed_over and one.status != "returned")
        }

    def reduce_order(self) -> None:
        """Drop the same from the order."""
        model, order = self.model, self.order
        self.order = evolve(
            order,
            version=1,
            timeline=(),
            updated_at=CREATED,
            returns=tuple(one for one in order.returns if one.id in model.returns),
            fulfillments=tuple(one for one in order.fulfillments if one.id in model.fulfillments),
        )

    def state(self) -> object:
        """Return all that later steps depend on."""
        model = self.model
        positions = {id: position for position, id in enumerate(model.fulfillments)}
        return (
            model.status,
            model.is_cancellation_recorded,
            model.is_restock_requested,
            tuple(
                (one.status, one.was_handed_over, tuple(sorted(one.items.items())))
                for one in model.fulfillments.values()
            ),
            tuple(
                (
                    one.status,
                    tuple(
                        (
                            line,
                            tuple((positions[id], units) for id, units in item.shipped.items()),
                            tuple(sorted(Counter(dict(item.received)).items())),
                        )
                        for line, item in one.items.items()
                    ),
                )
                for one in model.returns.values()
            ),
            tuple(
                (tuple(one.items), one.handle, one.until is None, one.is_open(self.serial))
                for one in model.holds.values()
            ),
            *(
                tuple(sorted(units.items()))
                for units in (
                    model.cancelled,
                    model.wanted,
                    model.set_aside,
                    model.restocked_for("cancellation", "request"),
                    model.restocked_for("items_cancelled", "fulfillment"),
                )
            ),
        )

    def parcel(self, id: str) -> Fulfillment:
        found = self.order.fulfillment(id)
        assert found is not None
        return found


Operation: TypeAlias = Callable[[], None]
"""Step of a machine. It depends on ids alone, so that it fits every copy of a state."""

Operations: TypeAlias = Callable[[ExploredMachine], Iterable[Operation]]


def _counts(one: ModelReturn) -> bool:
    return one.is_under_way or (
        one.status == "closed" and any(item.arrived for item in one.items.values())
    )


def explore(machine: ExploredMachine, operations: Operations) -> int:
    """Try every operation on every state that they reach; return the number of states."""
    machine.reduce_model()
    known, ahead = {machine.state()}, [machine.saved()]
    while ahead:
        saved = ahead.pop()
        machine.load(saved)
        now = machine.state()
        for operation in [*operations(machine)]:
            operation()
            if machine.order.version > 1:
                machine.check()
                machine.reduce_model()
            reached = machine.state()
            if reached not in known:
                known.add(reached)
                machine.reduce_order()
                ahead.append(machine.saved())
            if machine.order.version > 1 or reached != now:
                machine.load(saved)
    return len(known)
