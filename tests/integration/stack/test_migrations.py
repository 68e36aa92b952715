"""Migrations of a PostgreSQL database in use."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Engine, event, text, update

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner, schema_version
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import CREATED, LATER, order
from seller_orders.testing.store_steps import order as identified
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import keep_as_before
from tests.support.earlier_schema import bring_up_to
from tests.support.server_process import free_port, run, succeed
from tests.support.servers import bare_database
from tests.support.waiting import WITHIN_S, wait_until


@pytest.fixture
def url() -> Iterator[str]:
    """An empty database."""
    with bare_database() as empty:
        yield empty


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


def invalid_indexes(connection: Connection) -> int:
    found = connection.execute(text("SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
    count: int = found.scalar_one()
    return count


@contextmanager
def locks_held_at_the_end(engine: Engine) -> Iterator[list[int]]:
    """The number of migration locks each time that a migration's connection is discarded."""
    held: list[int] = []
    locks = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )

    def count(*_: object) -> None:
        with engine.connect() as other:
            held.append(other.execute(locks).scalar_one())

    event.listen(engine, "invalidate", count)
    try:
        yield held
    finally:
        event.remove(engine, "invalidate", count)


def test_a_server_refuses_an_outdated_schema(url: str):
    refused = run(url, "serve", "--port", str(free_port()))
    succeed(url, "migrate")

    assert refused.returncode != 0
    assert b"seller-orders migrate" in refused.stderr
    assert run(url, "keys", "list").returncode == 0


def test_only_one_migration_runs_at_a_time(engine: Engine, url: str):
    with engine.connect() as first:
        first.detach()
        first.exec_driver_sql(f"SELECT pg_advisory_lock({migration_runner.MIGRATION_LOCK})")

        second = run(url, "migrate")
        first.exec_driver_sql("SELECT pg_advisory_unlock_all()")

    assert second.returncode == 1
    assert b"another migration is running" in second.stderr
    assert run(url, "migrate").returncode == 0


def test_writes_continue_while_indexes_are_built(engine: Engine):
    bring_up_to(engine, "0001")
    keep_as_before(engine, order())
    done, written = threading.Event(), [0]
    # As an earlier release writes, without later columns.
    moving = (
        update(orders)
        .where(orders.c.domain_id == "dom_1", orders.c.order_id == order().id)
        .values(status=OrderStatus.CONFIRMED, version=orders.c.version + 1)
    )

    def write() -> None:
        while not done.is_set():
            with transaction(engine, tenant="dom_1", writes=True) as connection:
                connection.execute(moving)
                connection.commit()
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        before = wait_until(lambda: written[0])
        migration_runner.migrate(engine)
        during = written[0] - before
    finally:
        done.set()
        writer.join(WITHIN_S)

    assert during > 0
    assert schema_version.is_current(engine)
    with engine.connect() as connection:
        assert invalid_indexes(connection) == 0


def test_a_migration_times_out_on_a_lock(
    engine: Engine,
):
    bring_up_to(engine, "0001")
    with locks_held_at_the_end(engine) as held:
        with engine.connect() as busy:
            busy.exec_driver_sql("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(StoreUnavailableError, match="lock timeout"):
                migration_runner.migrate(engine)
        migration_runner.migrate(engine)

    assert held == [0, 0]
    assert schema_version.is_current(engine)


def test_existing_and_concurrent_orders_are_counted(engine: Engine):
    bring_up_to(engine, "0008")
    store = sql_store(engine)
    keep_as_before(engine, *(identified(f"ord_{n}") for n in range(50)))
    keep_as_before(engine, identified("ord_1", "dom_2"))
    store.archive.add(identified("ord_7"), CREATED)
    done = threading.Event()

    def write() -> int:
        written = 0
        while not done.is_set():
            keep_as_before(engine, identified(f"more_{written}"))
            written += 1
        return written

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        migration_runner.migrate(engine)
        done.set()

    found = store.search.page("dom_1", OrderFilters(), Sort(), 0, 1)[1]
    assert found == 49 + writing.result()
    assert store.search.page("dom_2", OrderFilters(), Sort(), 0, 1)[1] == 1


def test_existing_tags_get_their_orders_times(engine: Engine):
    bring_up_to(engine, "0008")
    store = sql_store(engine)
    for domain_id in ("dom_1", "dom_2"):
        tagged_orders = (
            identified(f"ord_{n}", domain_id, tags=("vip", f"t{n}")) for n in range(20)
        )
        keep_as_before(engine, *tagged_orders)

    migration_runner.migrate(engine)

    for domain_id in ("dom_1", "dom_2"):
        for key in (SortKey.CREATED_AT, SortKey.UPDATED_AT):
            tagged = OrderFilters(tag="vip")
            found, total = store.search.page(domain_id, tagged, Sort(key), 0, 50)
            assert (len(found.orders), total) == (20, 20)
            after = Position(LATER, "ord_1")
            assert len(store.search.after(domain_id, tagged, Sort(key), after, 50).orders) == 20


@pytest.mark.parametrize(
    "last",
    [
        "INSERT INTO order_counts",
        "WITH untimed",
        "CREATE INDEX CONCURRENTLY ix_order_tags_domain_id_tag_updated_at",
        "ALTER POLICY tenant_fence ON outbox",
        "CREATE OR REPLACE TRIGGER time_tags_of_orders AFTER UPDATE ON orders FOR EACH ROW",
        "CREATE OR REPLACE TRIGGER seller_orders_wake_relays AFTER INSERT ON outbox FOR EACH ROW "
        "WHEN (current_setting",
    ],
)
def test_an_interrupted_migration_is_completed(engine: Engine, last: str):
    bring_up_to(engine, "0008")
    store = sql_store(engine)
    keep_as_before(engine, *(identified(f"ord_{n}", tags=("vip",)) for n in range(3)))

    def cut_short(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith(last):
            raise ConnectionAbortedError

    event.listen(engine, "before_cursor_execute", cut_short)
    with pytest.raises(ConnectionAbortedError):
        migration_runner.migrate(engine)
    event.remove(engine, "before_cursor_execute", cut_short)
    migration_runner.migrate(engine)

    assert schema_version.is_current(engine)
    tagged = OrderFilters(tag="vip")
    for filters in (OrderFilters(), tagged):
        found, total = store.search.page("dom_1", filters, Sort(SortKey.UPDATED_AT), 0, 50)
        assert (len(found.orders), total) == (3, 3)
    with engine.connect() as connection:
        policies = "SELECT DISTINCT policyname FROM pg_policies"
        names = set(connection.execute(text(policies)).scalars())
        assert names == {"tenant_fence", "across_domains", "word_search"}
