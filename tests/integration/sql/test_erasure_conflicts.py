"""Conflicts of writers while a customer's orders are erased."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.system.clock import SystemClock
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.erase_customer import EraseCustomer, ErasedCustomer
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.bootstrap.carriers import connected_carriers
from seller_orders.bootstrap.customer_operations import customer_data
from seller_orders.bootstrap.domain_settings import domain_settings
from seller_orders.bootstrap.sql_ports import sql_ports
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.settings import Settings
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store, sqlite_engine

ERASE = EraseCustomer(domain_id="dom_1", by="key:1", customer=CustomerMatch(id="cus_1"))


@pytest.fixture
def engine() -> Iterator[Engine]:
    with sqlite_engine() as migrated:
        yield migrated


def erase_on(engine: Engine, conflicts: Callable[[int], bool]) -> tuple[Any, list[str]]:
    """Return the operation, and the transactions of batches that it begins.

    ``conflicts`` says by its number whether a transaction meets another writer.
    """
    store, begun = sql_store(engine), list[str]()
    for number in range(51):
        keep(store, order(f"ord_{number}"))

    def begin(domain_id: str) -> AbstractContextManager[Any]:
        begun.append(domain_id)
        if conflicts(len(begun)):
            raise WriteConflictError("another writer")
        return store.begin_erasure(domain_id)

    settings = Settings.of({"SELLER_ORDERS_DATABASE_URL": str(engine.url)})
    reader = domain_settings(settings, SqlSettingsStore(engine))
    carriers = connected_carriers(reader, {}, None)
    ports = sql_ports(engine, store.begin, NoOrderCache(), carriers, WakeCounter(), lambda _: None)  # type: ignore[arg-type,return-value]  # nothing is sent
    changes = ChangeFactory(clock=SystemClock(), ids=Uuid7Generator(), channels=())
    made = customer_data(engine, ports, begin, changes, reader, SystemClock())
    return made.operations.erase, begun


def test_a_batch_is_retried_alone(engine: Engine):
    """The second batch meets other writers; the first one is counted as erased."""
    erase, begun = erase_on(engine, lambda number: number in {2, 3})

    assert erase(ERASE).unwrap() == ErasedCustomer(orders=51, erased=51, open=51)
    assert len(begun) == 4


def test_conflicts_without_end_are_retried_once(engine: Engine):
    """Ten attempts, not ten times ten."""
    erase, begun = erase_on(engine, lambda _: True)

    with pytest.raises(WriteConflictError):
        erase(ERASE)

    assert len(begun) == 10
