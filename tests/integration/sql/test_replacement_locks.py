"""A replacement locks the replaced order before it reserves a number."""

from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.commit_changes import (
    CommitChanges,
    CommitChangesHandler,
    OrderChange,
)
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.order_replacement import record_replacement
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import postgresql_engine, sql_store
from tests.support.waiting import wait_until

WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def commit_of_a_replacement(store: WholeStore) -> CommitChanges:
    """Return a new order that replaces ``ord_1``, as an orchestrator decided it."""
    former = kept(store)
    new = order("ord_2", number="2001", replaces="ord_1")
    replaced = record_replacement(former, "ord_2", change())
    return CommitChanges(
        domain_id="dom_1", orders=(OrderChange(replaced, former.version), OrderChange(new, None))
    )


def waits_for_a_lock(engine: Engine) -> bool:
    with engine.connect().execution_options(unheard=True) as connection:
        return bool(connection.exec_driver_sql(WAITING).scalar())


def test_a_decided_replacement_waits_without_a_number():
    """Another process locks the order, and then a number, without a deadlock."""
    with postgresql_engine() as engine, ThreadPoolExecutor(1) as pool:
        store = sql_store(engine)
        keep(store, order())
        handler = CommitChangesHandler(begin=store.begin, cache=NoOrderCache())
        command = commit_of_a_replacement(store)
        with store.begin("dom_1") as tx:
            tx.orders.get("dom_1", "ord_1")
            commit: Future[None] = pool.submit(handler, command)
            wait_until(lambda: waits_for_a_lock(engine), lambda: commit)
            number = tx.orders.next_number("dom_1", OrderNumbering())

        commit.result()

        assert number == "1001"
        assert kept(store).replaced_by == ("ord_2",)
        assert kept(store, "ord_2").replaces == "ord_1"
