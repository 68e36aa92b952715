"""Commits of units of work: relays that they wake, and lost connections."""

from collections.abc import Iterable, Iterator

import pytest
from attrs import define, field
from sqlalchemy import Engine, select, update

from seller_orders.adapters.outbound.sql.connection.statement_batch import execute_batch
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWork, units_of_work
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.unit_of_work import (
    BeginUnitOfWork,
    OutcomeUnknownError,
    StoreUnavailableError,
    UnitOfWork,
    WriteConflictError,
)
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.outbox_steps import waiting
from seller_orders.testing.sample_order import change
from seller_orders.testing.store_steps import is_kept, keep, kept, message, order
from tests.contracts.stores import end_connection, postgresql_engine, sql_store
from tests.integration.sql.counting import statements

SHIPPED, DELIVERED = OrderStatus.SHIPPED, OrderStatus.DELIVERED


@define
class RecordingRelay:
    """Relay that records each wake: its channels, and the messages that others see by then."""

    engine: Engine
    found: list[tuple[set[str], int]] = field(factory=list)

    def wake(self, channels: Iterable[str]) -> None:
        self.found.append((set(channels), len(waiting(sql_store(self.engine)))))


@pytest.fixture
def relay(either_engine: Engine) -> RecordingRelay:
    return RecordingRelay(either_engine)


@pytest.fixture
def begin(either_engine: Engine, relay: RecordingRelay) -> BeginUnitOfWork:
    return units_of_work(either_engine, SettableClock(), relay)


def test_commit_wakes_the_relay_after_messages_are_visible(
    begin: BeginUnitOfWork, relay: RecordingRelay
):
    with begin("dom_1") as tx:
        tx.orders.add(order())
        tx.outbox.add([message("first")])
        tx.outbox.add([message("second", channel=Channel.CARRIER), message("third", version=3)])
        tx.commit()

    assert relay.found == [({Channel.LOG, Channel.CARRIER}, 3)]


def test_commit_without_messages_does_not_wake_the_relay(
    begin: BeginUnitOfWork, relay: RecordingRelay
):
    with begin("dom_1") as tx:
        tx.orders.add(order())
        tx.outbox.add([])
        tx.commit()
    with begin("dom_1") as tx:
        tx.outbox.add([message()])

    assert relay.found == []


@pytest.mark.parametrize("is_undone", [True, False], ids=["undone", "left"])
def test_deferred_statements_end_with_their_transaction(
    begin: BeginUnitOfWork, either_engine: Engine, is_undone: bool
):
    """They are dropped even if the transaction has sent nothing else."""
    for left in ("first", "second"):
        with begin("dom_1") as tx:
            tx.outbox.add([message(f"not {left}")])
            if is_undone:
                tx.rollback()
                tx.commit()
        with begin("dom_1") as tx:
            tx.outbox.add([message(left)])
            tx.commit()

    assert {each.message_id for each in waiting(sql_store(either_engine))} == {"first", "second"}


@pytest.fixture
def postgresql() -> Iterator[Engine]:
    with postgresql_engine() as engine:
        yield engine


def test_an_unanswered_commit_has_an_unknown_outcome(postgresql: Engine):
    store = sql_store(postgresql)

    with store.begin("dom_1") as tx:
        assert isinstance(tx, SqlUnitOfWork)
        tx.orders.add(order())
        tx.outbox.add([message()])
        end_connection(tx.connection)
        with pytest.raises(OutcomeUnknownError):
            tx.commit()

    # Here the commit did not arrive. Afterwards everything works as before.
    assert not is_kept(store)
    assert waiting(store) == []
    keep(store, order())
    assert is_kept(store)


def test_an_error_before_the_commit_is_not_an_unknown_outcome(postgresql: Engine):
    store = sql_store(postgresql)

    with store.begin("dom_1") as tx:
        assert isinstance(tx, SqlUnitOfWork)
        end_connection(tx.connection)
        with pytest.raises(StoreUnavailableError) as raised:
            tx.orders.add(order())

    assert not isinstance(raised.value, OutcomeUnknownError)
    assert not is_kept(store)


def test_save_requires_the_version_that_was_read(either_engine: Engine):
    """Here the same transaction changes the order, so locks do not prevent it."""
    store = sql_store(either_engine)
    keep(store, order("ord_1"), order("ord_2"))
    begin = units_of_work(either_engine, SettableClock(), WakeCounter())
    with begin("dom_1") as tx:
        found = tx.orders.get_many("dom_1", ["ord_1", "ord_2"])
        of_one = (orders.c.domain_id == "dom_1", orders.c.order_id == "ord_2")
        tx.connection.execute(update(orders).where(*of_one).values(version=7))

        moved = (each.move_to(OrderStatus.SHIPPED, change()) for each in found.values())
        with pytest.raises(WriteConflictError):
            tx.orders.save(*moved)


def test_saving_one_order_requires_the_version_read(either_engine: Engine):
    """PostgreSQL may refuse it at the commit."""
    store = sql_store(either_engine)
    keep(store, order("ord_1"))
    with store.begin("dom_1") as tx:
        assert isinstance(tx, SqlUnitOfWork)
        found = tx.orders.get("dom_1", "ord_1").unwrap()
        tx.connection.execute(update(orders).where(orders.c.domain_id == "dom_1").values(version=7))

        with pytest.raises(WriteConflictError, match="another writer"):
            save_moved(tx, found)

    assert kept(store, "ord_1") == order("ord_1")


def test_statements_of_a_unit_of_work_see_what_it_has_saved(either_engine: Engine):
    store = sql_store(either_engine)
    keep(store, order("ord_1"))
    version = select(orders.c.version).where(orders.c.domain_id == "dom_1")
    with store.begin("dom_1") as tx:
        assert isinstance(tx, SqlUnitOfWork)
        tx.orders.save(tx.orders.get("dom_1", "ord_1").unwrap().move_to(SHIPPED, change()))

        assert execute_batch(tx.connection, (version, {})).column == [2]

        tx.orders.save(tx.orders.get("dom_1", "ord_1").unwrap().move_to(DELIVERED, change(3)))
        assert tx.connection.scalars(version).all() == [3]
        tx.commit()

    assert kept(store, "ord_1").version == 3


def test_a_rollback_undoes_a_save(either_engine: Engine):
    store = sql_store(either_engine)
    keep(store, order("ord_1"))
    with store.begin("dom_1") as tx:
        tx.orders.save(tx.orders.get("dom_1", "ord_1").unwrap().move_to(SHIPPED, change()))
        tx.rollback()
        tx.commit()

    assert kept(store, "ord_1") == order("ord_1")


def test_a_change_takes_two_messages(postgresql: Engine):
    store = sql_store(postgresql)
    keep(store, order("ord_1"))

    with statements(postgresql) as seen, store.begin("dom_1") as tx:
        save_moved(tx, tx.orders.get("dom_1", "ord_1").unwrap())

    assert len(seen) == 2
    assert kept(store, "ord_1").version == 2


def save_moved(tx: UnitOfWork, found: Order) -> None:
    """Save the order in another status, with a message, and commit."""
    tx.orders.save(found.move_to(SHIPPED, change()))
    tx.outbox.add([message()])
    tx.commit()
