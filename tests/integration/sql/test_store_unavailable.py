"""Database failures, which every operation reports as StoreUnavailableError."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from time import monotonic
from typing import Any, Final

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection import engine as engines
from seller_orders.adapters.outbound.sql.connection.engine import POOL_SIZE, open_engine
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort
from seller_orders.application.ports.outbox import Claimed, Delivered
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.testing.contracts.access_keys import key
from seller_orders.testing.contracts.idempotency_store import record
from seller_orders.testing.outbox_steps import claim, finish, post
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, message, order
from tests.contracts.stores import sql_store
from tests.support.migrated_sqlite import migrated_file
from tests.support.servers import fresh_database


def read_in_unit_of_work(store: WholeStore) -> None:
    with store.begin("dom_1") as tx:
        tx.orders.get("dom_1", "ord_1")


def claim_in_unit_of_work(store: WholeStore) -> None:
    with store.begin("dom_1") as tx:
        tx.idempotency.claim("dom_1", "key")


CLAIMED = Claimed(
    message=message(), generation=1, failures=0, trying_since=LATER, leased_until=LATER
)

WRITES: dict[str, Callable[[WholeStore], Any]] = {
    "unit of work": read_in_unit_of_work,
    "claim a key": claim_in_unit_of_work,
    "finish messages": lambda store: store.queue.finish([(CLAIMED, Delivered())], LATER),
    "retry a message": lambda store: store.queue.retry("evt_1", LATER),
    "forget answers": lambda store: store.reaper.delete_old_responses(store.clock.now()),
    "forget messages": lambda store: store.reaper.delete_old_messages(LATER),
    "add key": lambda store: store.keys.add(key("key_1")),
    "revoke key": lambda store: store.keys.revoke("key_1", LATER),
}
READS: dict[str, Callable[[WholeStore], Any]] = {
    "detail": lambda store: store.reader.detail("dom_1", "ord_1"),
    "order": lambda store: store.reader.order("dom_1", "ord_1"),
    "every order": lambda store: list(store.reader.every_order("dom_1")),
    "page": lambda store: store.search.page("dom_1", OrderFilters(), Sort(), 0, 1),
    "after": lambda store: store.search.after(
        "dom_1", OrderFilters(), Sort(), Position(LATER, "ord_1"), 1
    ),
    "undelivered": lambda store: store.queue.undelivered(10),
    # It only writes if something is due, so it does not wait for a writer.
    "claim messages": lambda store: store.queue.claim(Channel.LOG, LATER, LATER),
    "find key": lambda store: store.keys.find("digest"),
    "every key": lambda store: store.keys.every(),
}
ALL = WRITES | READS


def fill(store: WholeStore) -> None:
    """Store what the operations find: they take the write lock only for something to write."""
    store.keys.add(key("key_1"))
    record(store)
    post(store, message("evt_1"), message("evt_2", channel=Channel.CARRIER))
    finish(store, *claim(store, channel=Channel.CARRIER))


@pytest.fixture
def impatient(engine: Engine) -> Engine:
    """An engine whose connection waits 20 ms for a lock, not seconds."""
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 20")
    return engine


@pytest.fixture
def lock_holder(engine: Engine) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
        yield other


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
def test_a_missing_database_is_unavailable(tmp_path: Path, operation: Callable[[WholeStore], Any]):
    engine = open_engine(f"sqlite:///{tmp_path / 'no such folder' / 'orders.db'}")

    with pytest.raises(StoreUnavailableError):
        operation(sql_store(engine))


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
def test_a_database_without_tables_is_unavailable(
    tmp_path: Path, operation: Callable[[WholeStore], Any]
):
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")

    with pytest.raises(StoreUnavailableError):
        operation(sql_store(engine))

    engine.dispose()


@pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
def test_a_file_that_is_not_a_database_is_unavailable(
    tmp_path: Path, operation: Callable[[WholeStore], Any]
):
    (tmp_path / "rubbish.db").write_bytes(b"This is no database. " * 500)
    engine = open_engine(f"sqlite:///{tmp_path / 'rubbish.db'}")

    with pytest.raises(StoreUnavailableError):
        operation(sql_store(engine))

    engine.dispose()


@pytest.mark.parametrize("operation", WRITES.values(), ids=WRITES)
def test_a_database_locked_for_too_long_is_unavailable(
    impatient: Engine, lock_holder: sqlite3.Connection, operation: Callable[[WholeStore], Any]
):
    store = sql_store(impatient)
    fill(store)
    lock_holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailableError, match="locked"):
        operation(store)


def test_the_store_recovers_once_the_lock_is_released(
    impatient: Engine, lock_holder: sqlite3.Connection
):
    store = sql_store(impatient)
    lock_holder.execute("BEGIN IMMEDIATE")
    for _ in range(POOL_SIZE + 1):
        with pytest.raises(StoreUnavailableError):
            keep(store, order())

    lock_holder.execute("ROLLBACK")

    keep(store, order())
    assert kept(store) == order()


def test_an_exhausted_pool_is_reported_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "_POOL_TIMEOUT_S", 0.1)
    engine = open_engine(f"sqlite:///{migrated_file(tmp_path / 'orders.db')}")
    store = sql_store(engine)
    with ExitStack() as held:
        for _ in range(POOL_SIZE):
            held.enter_context(engine.connect())

        with pytest.raises(StoreUnavailableError, match="all connections are in use"):
            store.reader.order("dom_1", "ord_1")

    keep(store, order())
    assert kept(store) == order()
    engine.dispose()


ANSWER_WITHIN_S: Final = 0.3
# Takes minutes on any machine.
LONG_WORK: Final = (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)"
    " SELECT max(i) FROM n"
)


def test_a_slow_statement_is_cancelled_on_both_databases(tmp_path: Path):
    with fresh_database() as postgresql:
        for url in (f"sqlite:///{tmp_path / 'orders.db'}", postgresql):
            engine = open_engine(url, statement_timeout_s=ANSWER_WITHIN_S)
            with engine.connect() as connection:
                began = monotonic()
                with pytest.raises(StoreUnavailableError):
                    connection.exec_driver_sql(LONG_WORK).all()
                took_s = monotonic() - began
                connection.rollback()

                # Only the statement is cancelled; the next one has the full time.
                assert connection.exec_driver_sql("SELECT 1").scalar() == 1
            engine.dispose()

            assert took_s >= ANSWER_WITHIN_S
