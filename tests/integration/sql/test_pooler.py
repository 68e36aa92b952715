"""The store through PgBouncer in transaction mode, which mixes its sessions."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event, Thread

import pytest
from returns.pipeline import is_successful
from sqlalchemy import Engine, bindparam, create_engine, make_url, select, text

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.connection.host_transaction import on_host_engine
from seller_orders.adapters.outbound.sql.connection.notify_listener import listen
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.schema.migration_runner import migrate
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.bootstrap.runtime import build_runtime
from seller_orders.settings import Settings
from seller_orders.settings.parsing import SettingsError
from seller_orders.testing.contracts.concurrent_claims import ConcurrentClaimsContract
from seller_orders.testing.contracts.relays_at_once import RelaysAtOnceContract
from seller_orders.testing.contracts.tenancy import TenancyContract
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, message, order
from tests.contracts.stores import sql_store
from tests.support.pgbouncer import HOW_TO_INSTALL, executable, pooled
from tests.support.servers import fresh_database
from tests.support.waiting import WITHIN_S

pytestmark = pytest.mark.skipif(executable() is None, reason=HOW_TO_INSTALL)

SESSIONS = 5
STATE = text(
    """SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements),
    current_setting('statement_timeout'), current_setting('seller_orders.domain_id', true)"""
)


@pytest.fixture
def direct() -> Iterator[str]:
    """The URL of a database past the pooler."""
    with fresh_database() as url:
        yield url


@pytest.fixture
def url(direct: str) -> str:
    """The URL of the same database through the pooler."""
    return pooled(direct)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, statement_timeout_s=WITHIN_S)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> WholeStore:
    return sql_store(engine)


class TestRelaysAtOnce(RelaysAtOnceContract):
    """Through the pooler."""


class TestConcurrentClaims(ConcurrentClaimsContract):
    """Through the pooler."""


class TestTenancy(TenancyContract):
    """Through the pooler."""


def change_at_once(store: WholeStore, changes: int = 4 * SESSIONS) -> None:
    """Make an order in each of several domains at the same time, and read it several times."""

    def change(number: int) -> None:
        domain_id = f"dom_{number}"
        keep(store, order("ord_1", domain_id=domain_id))
        for _ in range(SESSIONS):
            assert is_successful(store.reader.order(domain_id, "ord_1"))
            with store.begin(domain_id) as tx:
                assert is_successful(tx.orders.get(domain_id, "ord_1"))

    with ThreadPoolExecutor(SESSIONS) as pool:
        list(pool.map(change, range(changes)))


def test_changes_at_once_leave_no_state_in_sessions(engine: Engine, store: WholeStore):
    change_at_once(store)

    seen = {}
    for _ in range(4 * SESSIONS):
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            pid, *state = connection.execute(STATE).one()
            seen[pid] = state
    assert len(seen) > 1
    assert all(state in ([0, "0", ""], [0, "0", None]) for state in seen.values())


def test_an_embedders_engine_works_through_a_pooler(url: str):
    host = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        connect_args={"prepare_threshold": None},
        pool_size=SESSIONS,
    )
    change_at_once(sql_store(on_host_engine(host)), changes=SESSIONS)
    host.dispose()


def test_postgresql_cancels_a_slow_statement(url: str):
    engine = open_engine(url, statement_timeout_s=0.5)
    slow = select(text("pg_sleep(30)")).where(bindparam("any", 1) == 1)

    with pytest.raises(StoreUnavailableError, match="statement timeout"):
        read(engine, "dom_1", slow, {})
    engine.dispose()


def test_migrate_asks_for_a_direct_url(engine: Engine):
    with pytest.raises(StoreUnavailableError, match="migrate with a direct URL"):
        migrate(engine)


def test_a_listener_leaves_a_pooler_to_polling(engine: Engine, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("INFO", "seller_orders.relay"):
        listen(engine, lambda _: pytest.fail("it cannot be notified"), lambda: False)

    assert "set SELLER_ORDERS_LISTEN_URL" in caplog.text
    with transaction(engine) as connection:
        assert connection.exec_driver_sql("SELECT pg_listening_channels()").all() == []


def test_a_listener_is_notified_past_the_pooler(url: str, direct: str, store: WholeStore):
    runtime = build_runtime(Settings(database_url=url, listen_url=direct), NoOrderCache())
    heard, is_over = SimpleQueue[set[str]](), Event()

    listening = Thread(
        target=listen,
        args=(runtime.listen_engine, lambda channels: heard.put({*channels}), is_over.is_set),
    )
    listening.start()
    heard.get(timeout=WITHIN_S)
    post(store, message("one"))

    assert heard.get(timeout=WITHIN_S) == {"log"}
    is_over.set()
    listening.join(WITHIN_S)
    runtime.engine.dispose()
    runtime.listen_engine.dispose()


def test_the_listener_url_has_to_be_of_postgresql():
    with pytest.raises(SettingsError, match="SELLER_ORDERS_LISTEN_URL"):
        Settings.of({"SELLER_ORDERS_LISTEN_URL": "localhost:5432"})
