"""Transactions of another application that are prepared: they belong to no session, and may stay.

Takes about a second.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from seller_orders.adapters.outbound.sql.connection.host_transaction import (
    HostTransaction,
    on_host_engine,
)
from seller_orders.adapters.outbound.sql.events.event_recording import FLOOR_MASK, domain_lock
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.ports.event_log import BEGINNING, LoggedEvents
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import sql_store
from tests.contracts.test_deliver_events import Deliveries, Receiver
from tests.support.servers import fresh_database

ANYTHING = "INSERT INTO other_application VALUES (1)"
LOCK_OF_DOMAIN = (
    "SELECT pg_advisory_xact_lock_shared({}, CAST(last_value & {} AS integer)) FROM event_numbers"
)


@pytest.fixture
def url() -> Iterator[str]:
    """The URL of a database that another application shares."""
    with fresh_database() as found:
        with psycopg.connect(found) as connection:
            if connection.execute("SHOW max_prepared_transactions").fetchone() == ("0",):
                pytest.skip("the server permits no prepared transactions")
        run(found, "CREATE TABLE other_application (number integer)")
        yield found
        run(found, "DROP TABLE other_application")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A host's engine."""
    found = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    yield found
    found.dispose()


@pytest.fixture
def store(engine: Engine) -> WholeStore:
    return sql_store(on_host_engine(engine))


def run(url: str, *statements: str) -> None:
    """Run statements of the other application in a session of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each.encode())


@contextmanager
def prepared(url: str, *statements: str) -> Iterator[None]:
    """Have a prepared transaction of the statements during the block; its session is over."""
    run(url, "BEGIN", *statements, "PREPARE TRANSACTION 'other'")
    try:
        yield
    finally:
        run(url, "ROLLBACK PREPARED 'other'")


def read(store: WholeStore, domain_id: str = "dom_1") -> LoggedEvents:
    return store.log.after(domain_id, BEGINNING, 10)


def versions(found: LoggedEvents) -> list[int]:
    return [each.event.version for each in found.events]


def test_a_prepared_transaction_holds_no_reader_up(url: str, store: WholeStore):
    with (
        prepared(url, ANYTHING, "SELECT pg_current_xact_id()"),
        ThreadPoolExecutor(4) as threads,
    ):
        post(store, event(1), event(2, "dom_2"))
        relay = Deliveries(store, threads, receiver := Receiver())
        relay.run()

        assert sorted(receiver.ids) == ["evt_1", "evt_2"]
        assert versions(read(store)) == [1]


def test_a_prepared_lock_holds_its_domain_up_alone(url: str, engine: Engine, store: WholeStore):
    """Such as a copy of this library might take, which does not notify."""
    post(store, event(1))
    lock = LOCK_OF_DOMAIN.format(domain_lock(engine, "dom_1"), FLOOR_MASK)
    with ThreadPoolExecutor(4) as threads:
        relay = Deliveries(store, threads, receiver := Receiver())
        with prepared(url, lock):
            post(store, event(2), event(3), event(4, "dom_2"))
            relay.run()

            assert sorted(receiver.ids) == ["evt_1", "evt_4"]
            held_up = read(store)
            assert (versions(held_up), held_up.is_held_up) == ([1], True)
            assert versions(read(store, "dom_2")) == [4]
        store.clock.advance(seconds=1)
        relay.run()

    assert receiver.ids[2:] == ["evt_2", "evt_3"]
    rest = store.log.after("dom_1", held_up.position, 10)
    assert (versions(rest), rest.is_held_up) == ([2, 3], False)


def test_a_transaction_with_events_cannot_be_prepared(engine: Engine, store: WholeStore):
    with engine.connect() as host:
        begin = units_of_work(HostTransaction(host), SettableClock(), WakeCounter())
        with begin("dom_1") as tx:
            tx.outbox.add([event(1)])
            tx.commit()
        driver: Any = host.connection.driver_connection
        with pytest.raises(psycopg.Error, match="NOTIFY"):
            driver.execute("PREPARE TRANSACTION 'host'")

    post(store, event(2))
    found = read(store)
    assert (versions(found), found.is_held_up) == ([2], False)
