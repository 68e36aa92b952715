"""Readers of PostgreSQL's event log miss nothing, whichever transactions are open."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from threading import Event, Thread

import pytest
from attrs import evolve
from sqlalchemy import Connection, Engine, create_engine, text

from seller_orders.adapters.outbound.sql.connection.host_transaction import (
    HostTransaction,
    on_host_engine,
)
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.event_log import BEGINNING, EventPosition
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.fakes.relay import WakeCounter
from tests.support.servers import fresh_database
from tests.support.waiting import WITHIN_S

WRITERS = 4
CHANGES = 60
DOMAINS = ("dom_1", "dom_2")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with fresh_database() as url:
        # A host application's, because its transactions can stay open after they wrote.
        found = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        yield found
        found.dispose()


def record(connection: Connection, *events: Message) -> None:
    """Record events in an open transaction, which the caller commits."""
    begin = units_of_work(HostTransaction(connection), SettableClock(), WakeCounter())
    with begin(events[0].domain_id) as tx:
        tx.outbox.add(events)
        tx.commit()


def log_on(engine: Engine) -> SqlEventLog:
    return SqlEventLog(on_host_engine(engine))


@contextmanager
def recorded(engine: Engine, *events: Message) -> Iterator[Connection]:
    """Provide the open transaction that has recorded events."""
    with engine.connect() as connection:
        record(connection, *events)
        yield connection


def commit(engine: Engine, *events: Message) -> None:
    with recorded(engine, *events) as connection:
        connection.commit()


def read(engine: Engine, position: EventPosition = BEGINNING) -> list[int]:
    return [e.event.version for e in log_on(engine).after("dom_1", position, 100).events]


def test_a_reader_waits_for_an_open_transaction(engine: Engine):
    commit(engine, event(1))
    with recorded(engine, event(2, order_id="ord_2")) as open_:
        commit(engine, event(3, order_id="ord_3"))
        seen = log_on(engine).after("dom_1", BEGINNING, 100)

        assert [each.event.version for each in seen.events] == [1]
        assert seen.is_held_up
        open_.commit()

    after = log_on(engine).after("dom_1", seen.position, 100)
    assert [each.event.version for each in after.events] == [2, 3]
    assert not after.is_held_up


def test_a_rollback_ends_the_wait(engine: Engine):
    with recorded(engine, event(2)) as open_:
        commit(engine, event(3))
        assert read(engine) == []
        open_.rollback()

    assert read(engine) == [3]


def test_a_rolled_back_savepoint_ends_the_wait(engine: Engine):
    with engine.connect() as open_:
        open_.begin()
        with open_.begin_nested() as savepoint:
            record(open_, event(2))
            savepoint.rollback()
        commit(engine, event(3))

        assert read(engine) == [3]


def test_other_transactions_hold_nothing_up(engine: Engine):
    """Neither a transaction with an id, nor a snapshot, nor a domain's neighbour."""
    with (
        engine.connect() as writing,
        engine.connect() as reading,
        recorded(engine, event(1, "dom_2")),
    ):
        writing.execute(text("SELECT pg_current_xact_id()"))
        reading.execution_options(isolation_level="REPEATABLE READ")
        reading.execute(text("SELECT count(*) FROM alembic_version"))

        commit(engine, event(2))

        assert read(engine) == [2]


def test_a_transaction_takes_one_lock_for_many_changes(engine: Engine):
    with engine.connect() as open_:
        for number in range(1, 50):
            record(open_, event(number))
        locks = open_.execute(
            text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
                " AND pid = pg_backend_pid()"
            )
        )

        assert locks.scalar_one() == 1


def test_changes_of_an_order_are_numbered_in_their_sequence(engine: Engine):
    """A change's transaction may have begun before that of the change before it."""
    with engine.connect() as early:
        early.execute(text("SELECT pg_current_xact_id()"))
        commit(engine, event(1))
        record(early, event(2))
        early.commit()

    assert read(engine) == [1, 2]


@pytest.mark.parametrize("seed", [1, 2])
def test_concurrent_writers_leave_no_gap(engine: Engine, seed: int):
    """Each reader sees each committed event once, and an order's versions in sequence."""
    stop, committed = Event(), list[str]()
    readers = [Reader(engine, domain_id, Random(seed * n)) for n in (1, 2) for domain_id in DOMAINS]
    reading = [Thread(target=each.follow, args=(stop,)) for each in readers]
    writing = [
        Thread(target=write, args=(engine, Random(seed * 100 + n), n, committed.append))
        for n in range(WRITERS)
    ]
    for thread in (*reading, *writing):
        thread.start()
    for thread in writing:
        thread.join(WITHIN_S)
    stop.set()
    for thread in reading:
        thread.join(WITHIN_S)

    for reader in readers:
        wanted = [id for id in committed if id.startswith(reader.domain_id)]
        assert sorted(reader.seen) == sorted(wanted)
        by_order = defaultdict[str, list[int]](list)
        for id in reader.seen:
            _, order_id, version = id.split("/")
            by_order[order_id].append(int(version))
        assert all(versions == sorted(versions) for versions in by_order.values())
    assert len(committed) > WRITERS * CHANGES


def write(engine: Engine, random: Random, writer: int, note: Callable[[str], None]) -> None:
    """Commit changes of a few events, after various times, and roll some back."""
    version = 0
    for _ in range(CHANGES):
        domain_id = random.choice(DOMAINS)
        changes = list[Message]()
        for _ in range(random.randint(1, 4)):
            version += 1
            order_id = f"ord_{writer}_{version % 3}"
            id = f"{domain_id}/{order_id}/{version}"
            changes.append(event_of(id, domain_id, order_id, version))
        with recorded(engine, *changes) as connection:
            connection.execute(text(f"SELECT pg_sleep({random.random() * 0.01})"))
            if random.random() < 0.2:
                connection.rollback()
                continue
            connection.commit()
        for each in changes:
            note(each.message_id)


def event_of(id: str, domain_id: str, order_id: str, version: int) -> Message:
    return evolve(event(version, domain_id, order_id=order_id), message_id=id)


class Reader:
    """Follows a domain's log."""

    def __init__(self, engine: Engine, domain_id: str, random: Random) -> None:
        self.domain_id = domain_id
        self.seen = list[str]()
        self._log = log_on(engine)
        self._random = random

    def follow(self, stop: Event) -> None:
        position, is_last = BEGINNING, False
        while not (stop.is_set() and is_last):
            was_stopped = stop.is_set()
            found = self._log.after(self.domain_id, position, self._random.randint(1, 20))
            self.seen += [each.event.message_id for each in found.events]
            position, is_last = found.position, found.is_last and was_stopped
