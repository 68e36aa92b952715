"""The order state machine with a host's own rules, policy and store."""

from contextlib import ExitStack
from types import MappingProxyType

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from examples.own_cancellation_policy import ensure_box_is_paid
from examples.own_transition_rules import STRICT
from seller_orders import Order
from seller_orders.testing.order_machine import OrderMachine
from tests.contracts.stores import sqlite_store

RUNS = settings(max_examples=30, stateful_step_count=20)
UNTIL_IT_FAILS = settings(
    RUNS, max_examples=1_000, phases=[Phase.generate], report_multiple_bugs=False
)
"""Do not search for a shorter example, which takes much longer than to find one."""


class StrictMachine(OrderMachine):
    transition_rules = STRICT


class BoxMachine(OrderMachine):
    cancellation_policy = staticmethod(ensure_box_is_paid)


class KeepingMachine(OrderMachine):
    """Writes each state to a store and reads it back."""

    def __init__(self) -> None:
        super().__init__()
        self._held = ExitStack()
        self._store = self._held.enter_context(sqlite_store())
        self._is_kept = False

    def keep(self, order: Order) -> Order:
        with self._store.begin(order.domain_id) as tx:
            if self._is_kept:
                tx.orders.get(order.domain_id, order.id).unwrap()
                tx.orders.save(order)
            else:
                tx.orders.add(order)
            tx.commit()
        self._is_kept = True
        return self._store.reader.order(order.domain_id, order.id).unwrap()

    def teardown(self) -> None:
        self._held.close()


class WrongMachine(OrderMachine):
    """Expects other transitions than its rules allow."""

    transition_rules = STRICT
    may_become = MappingProxyType({status: frozenset(STRICT) for status in STRICT})


@pytest.mark.parametrize("machine", [StrictMachine, BoxMachine, KeepingMachine])
def test_orders_stay_valid_with_own_rules_policies_and_stores(machine: type[OrderMachine]):
    run_state_machine_as_test(machine, settings=RUNS)


def test_the_machine_finds_wrong_rules():
    with pytest.raises(AssertionError):
        run_state_machine_as_test(WrongMachine, settings=UNTIL_IT_FAILS)
