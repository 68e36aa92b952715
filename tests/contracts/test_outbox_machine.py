from contextlib import AbstractContextManager

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from seller_orders.testing.outbox_machine import OutboxMachine
from seller_orders.testing.store import Store
from tests.contracts.stores import STORES


@pytest.mark.parametrize("kind", STORES)
def test_queue_matches_its_model(kind: str):
    class Machine(OutboxMachine):
        def empty_store(self) -> AbstractContextManager[Store]:
            return STORES[kind]()

    run_state_machine_as_test(Machine, settings=settings(max_examples=20, stateful_step_count=40))
