"""The stores that the contract tests run on. A new one is an entry of ``STORES``."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, select

from seller_orders.adapters.outbound.memory.access_key_cache import CachedKeyLookUp
from seller_orders.adapters.outbound.sql.connection.engine import Store, open_engine, transaction
from seller_orders.adapters.outbound.sql.customers.customer_orders import SqlCustomerOrders
from seller_orders.adapters.outbound.sql.customers.expired_contacts import SqlExpiredContacts
from seller_orders.adapters.outbound.sql.domain_unit_of_work import domain_units_of_work
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsStore
from seller_orders.adapters.outbound.sql.domains.domain_usage import SqlDomainUsage
from seller_orders.adapters.outbound.sql.domains.registered_domains import SqlDomainDirectory
from seller_orders.adapters.outbound.sql.domains.secret_domains import SqlSecretDomains
from seller_orders.adapters.outbound.sql.events.event_cursors import SqlEventCursors
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.keys.key_lookup import SqlAccessKeys
from seller_orders.adapters.outbound.sql.orders.order_archive import SqlOrderArchive
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.reaping.due_changes import SqlDueChanges
from seller_orders.adapters.outbound.sql.reaping.reaper import SqlReaper
from seller_orders.adapters.outbound.sql.schema.order_tables import restocks
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.adapters.outbound.sql.users.saved_views import SqlSavedViewDirectory
from seller_orders.adapters.outbound.sql.users.sessions import SqlSessionLookUp
from seller_orders.adapters.outbound.sql.users.user_directory import SqlUserDirectory
from seller_orders.adapters.outbound.sql.webhooks.deliveries import SqlWebhookDeliveries
from seller_orders.adapters.outbound.sql.webhooks.endpoints import SqlWebhookEndpointReader
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.access_keys import MemoryAccessKeys
from seller_orders.testing.fakes.customer_orders import MemoryCustomerOrders
from seller_orders.testing.fakes.domain_directory import MemoryDomainDirectory
from seller_orders.testing.fakes.domain_settings import MemorySettingsStore
from seller_orders.testing.fakes.domain_usage import MemoryDomainUsage
from seller_orders.testing.fakes.due_changes import MemoryDueChanges
from seller_orders.testing.fakes.event_cursors import MemoryEventCursors
from seller_orders.testing.fakes.event_log import MemoryEventLog
from seller_orders.testing.fakes.notification_log import MemoryNotificationLog
from seller_orders.testing.fakes.order_archive import MemoryOrderArchive
from seller_orders.testing.fakes.order_reader import MemoryOrderReader
from seller_orders.testing.fakes.order_search import MemoryOrderSearch
from seller_orders.testing.fakes.outbox_queue import MemoryOutboxQueue
from seller_orders.testing.fakes.reaper import MemoryReaper
from seller_orders.testing.fakes.refund_search import MemoryRefundSearch
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.fakes.saved_view_directory import MemorySavedViewDirectory
from seller_orders.testing.fakes.secret_domains import MemorySecretDomains
from seller_orders.testing.fakes.session_look_up import MemorySessionLookUp
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.fakes.user_directory import MemoryUserDirectory
from seller_orders.testing.fakes.webhook_endpoints import (
    MemoryWebhookDeliveries,
    MemoryWebhookEndpointReader,
)
from seller_orders.testing.store import WholeStore
from tests.support.migrated_sqlite import write_migrated
from tests.support.run_folder import run_folder
from tests.support.servers import fresh_database, running_until_the_end

SCHEMA: Final = "orders"
"""Schema of the contract tests' tables, named as one of them."""


@contextmanager
def fake_store() -> Iterator[WholeStore]:
    clock = SettableClock()
    store = MemoryStore(clock)
    keys = MemoryAccessKeys(store)
    yield WholeStore(
        clock=clock,
        begin=store.begin,
        reader=MemoryOrderReader(store),
        archive=MemoryOrderArchive(store),
        search=MemoryOrderSearch(store),
        refunds=MemoryRefundSearch(store),
        queue=MemoryOutboxQueue(store),
        notifications=MemoryNotificationLog(store),
        reaper=MemoryReaper(store),
        due=MemoryDueChanges(store),
        begin_erasure=store.begin,
        customers=MemoryCustomerOrders(store),
        expired=MemoryCustomerOrders(store),
        begin_domain=store.begin,
        settings=MemorySettingsStore(store),
        settings_history=MemorySettingsStore(store),
        secret_domains=MemorySecretDomains(store),
        endpoints=MemoryWebhookEndpointReader(store),
        deliveries=MemoryWebhookDeliveries(store),
        log=MemoryEventLog(store),
        cursors=MemoryEventCursors(store),
        keys=keys,
        domains=MemoryDomainDirectory(store, keys),
        usage=MemoryDomainUsage(store),
        look_ups={"plain": keys, "remembered": CachedKeyLookUp(keys)},
        users=MemoryUserDirectory(store),
        sessions=MemorySessionLookUp(store),
        views=MemorySavedViewDirectory(store),
        restocked=lambda domain_id: sorted(
            (order_id, item.id, item.quantity)
            for of_domain, order_id, item in store.committed.restocks
            if of_domain == domain_id
        ),
    )


@contextmanager
def sqlite_store() -> Iterator[WholeStore]:
    with sqlite_engine() as engine:
        yield sql_store(engine)


@contextmanager
def postgresql_store() -> Iterator[WholeStore]:
    """Keeps the tables in a schema, so that every statement has to name it."""
    with fresh_database(SCHEMA) as url:
        yield sql_store(_engine(url, SCHEMA))


def sql_store(engine: Engine) -> WholeStore:
    clock = SettableClock()
    keys = SqlAccessKeys(engine)
    begin = units_of_work(engine, clock, WakeCounter())

    return WholeStore(
        clock=clock,
        begin=begin,
        reader=SqlOrderReader(engine),
        archive=SqlOrderArchive(engine),
        search=SqlOrderSearch(engine),
        refunds=SqlRefundSearch(engine),
        queue=SqlOutboxQueue(engine),
        notifications=SqlNotificationLog(engine),
        reaper=SqlReaper(engine),
        due=SqlDueChanges(engine),
        begin_erasure=begin,
        customers=SqlCustomerOrders(engine),
        expired=SqlExpiredContacts(engine),
        begin_domain=domain_units_of_work(engine, clock),
        settings=SqlSettingsStore(engine),
        settings_history=SqlSettingsStore(engine),
        secret_domains=SqlSecretDomains(engine),
        endpoints=SqlWebhookEndpointReader(engine),
        deliveries=SqlWebhookDeliveries(engine),
        log=SqlEventLog(engine),
        cursors=SqlEventCursors(engine),
        keys=keys,
        domains=SqlDomainDirectory(engine),
        usage=SqlDomainUsage(engine),
        look_ups={"plain": keys, "remembered": CachedKeyLookUp(keys)},
        users=SqlUserDirectory(engine),
        sessions=SqlSessionLookUp(engine),
        views=SqlSavedViewDirectory(engine),
        restocked=partial(restocked_in, engine),
    )


def restocked_in(store: Store, domain_id: str) -> list[tuple[str, str, int]]:
    with transaction(store, tenant=domain_id) as connection:
        found = connection.execute(select(restocks).where(restocks.c.domain_id == domain_id))
        return sorted((row.order_id, row.line_id, row.quantity) for row in found)


STORES: dict[str, Callable[[], AbstractContextManager[WholeStore]]] = {
    "fake": fake_store,
    "sqlite": sqlite_store,
    "postgresql": postgresql_store,
}


_idle_sqlite: Final = list[Engine]()
"""Engines that no test uses. Each has compiled its statements."""


@contextmanager
def sqlite_engine() -> Iterator[Engine]:
    """An engine on a migrated SQLite file."""
    engine = _idle_sqlite.pop() if _idle_sqlite else _new_sqlite()
    write_migrated(Path(str(engine.url.database)))
    try:
        yield engine
    finally:
        engine.dispose()
        # A file that still has its log is still open.
        if not Path(f"{engine.url.database}-wal").exists():
            _idle_sqlite.append(engine)


def _new_sqlite() -> Engine:
    engine = open_engine(f"sqlite:///{mkdtemp(dir=run_folder())}/orders.db")
    event.listen(engine, "connect", without_fsync)
    return engine


def without_fsync(connection: Any, _: object) -> None:
    """Write without fsync: tests kill processes, never the machine."""
    connection.execute("PRAGMA synchronous = OFF")


@contextmanager
def postgresql_engine() -> Iterator[Engine]:
    """An engine on a migrated PostgreSQL database."""
    with fresh_database() as url:
        yield _engine(url)


@cache
def _engine(url: str, schema: str | None = None) -> Engine:
    # A database is used again, and its engine is connected and has compiled its statements.
    engine = open_engine(url, schema=schema)
    running_until_the_end(engine.dispose)
    return engine


def end_connection(held: Connection) -> None:
    """Terminate a connection in use, as a crash of either end would."""
    pid = held.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with held.engine.connect() as other:
        ended = other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 60000)")
        assert ended.scalar_one()


ENGINES: dict[str, Callable[[], AbstractContextManager[Engine]]] = {
    "sqlite": sqlite_engine,
    "postgresql": postgresql_engine,
}
