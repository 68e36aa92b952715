"""Migration 0020: wider columns and other constraints, on rows that an earlier release wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, event, insert, inspect, select, text, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds_due
from seller_orders.application.ports.order_search import OrderFilters, Sort, SortKey
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import CREATED, LATER, fulfillment, payment, refund
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import (
    KINDS,
    earlier_database,
    interrupt_migration,
    keep_as_before,
)
from tests.support.earlier_schema import bring_up_to

FORMER_ORDERS = [
    order(
        "ord_1",
        payment=payment("paid", 250, (refund(50),)),
        fulfillments=(fulfillment("delivered"),),
        tags=("vip", "gift"),
    ),
    order(
        "ord_2",
        status=OrderStatus.CANCELLED,
        cancellation=Cancellation(reason=CancelReason.FRAUD, at=LATER, by="key:1", restocked=True),
        restocks=(
            Restock(
                cause=RestockCause.CANCELLATION,
                at=LATER,
                items=(RestockedItem("pasta", "sku-pasta", 2),),
            ),
        ),
    ),
    order("ord_1", "dom_2"),
]


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the previous release."""
    with earlier_database(request.param, tmp_path, "0019") as engine:
        keep_as_before(engine, *FORMER_ORDERS)
        due = {"order_id": "ord_1", "refund_id": "rfd_1", "amount": 500_000, "currency": "INR"}
        execute(engine, insert(refunds_due).values(domain_id="dom_1", due_since=CREATED, **due))
        yield engine


def execute(engine: Engine, statement: Any) -> None:
    with transaction(engine, tenant="dom_1", writes=True) as connection:
        connection.execute(statement)
        connection.commit()


def assert_migrated(engine: Engine) -> None:
    store = sql_store(engine)
    for each in FORMER_ORDERS:
        assert kept(store, each.id, each.domain_id) == each
    keep(store, order("ord_9", number="ord_1", store_id="another"))
    with pytest.raises(WriteConflictError):
        keep(store, order("ord_8", number="ord_1", store_id="another"))
    overpaid = update(orders).where(orders.c.domain_id == "dom_1").values(captured=99_000_000)
    execute(engine, overpaid.where(orders.c.order_id == "ord_1"))
    assert indexed(engine) == {each.name for each in orders.indexes}


def indexed(engine: Engine) -> set[str]:
    found = inspect(engine).get_indexes("orders")
    return {str(each["name"]) for each in found if "duplicates_constraint" not in each}


def test_former_orders_are_kept(before: Engine):
    migration_runner.migrate(before)

    assert_migrated(before)


def test_former_orders_are_counted_once(before: Engine):
    """The triggers on orders see neither a deletion nor an insertion, and work afterwards."""
    migration_runner.migrate(before)
    store = sql_store(before)

    assert total(before, OrderFilters()) == 2
    keep(store, order("ord_3", tags=("vip",)))
    with store.begin("dom_1") as tx:
        read = tx.orders.get("dom_1", "ord_1").unwrap()
        tx.orders.save(evolve(read, version=2, updated_at=LATER))
        tx.commit()
    assert total(before, OrderFilters()) == 3
    assert total(before, OrderFilters(tag="vip")) == 2
    by_time, _ = store.search.page("dom_1", OrderFilters(tag="vip"), Sort(SortKey.UPDATED_AT), 0, 9)
    assert [each["order_id"] for each in by_time.orders] == ["ord_1", "ord_3"]


def total(engine: Engine, filters: OrderFilters) -> int:
    return sql_store(engine).search.page("dom_1", filters, Sort(), 0, 1)[1]


@pytest.mark.parametrize(
    "cut",
    [
        "ALTER TABLE orders ALTER",
        "ALTER TABLE order_lines",
        "ALTER TABLE orders VALIDATE",
        "CREATE INDEX CONCURRENTLY ix_orders_customer_id_updated_at",
        "CREATE INDEX CONCURRENTLY ix_orders_listed_customer_id_updated_at",
        "CREATE UNIQUE INDEX",
        "ALTER TABLE orders DROP CONSTRAINT IF EXISTS uq",
        "INSERT INTO orders SELECT",
        "DROP TABLE restocks",
    ],
)
def test_an_interrupted_migration_can_be_repeated(before: Engine, cut: str):
    interrupt_migration(before, cut)
    migration_runner.migrate(before)

    assert_migrated(before)


def test_foreign_keys_of_sqlite_hold_afterwards(tmp_path: Path):
    with earlier_database("sqlite", tmp_path, "0019") as engine:
        keep_as_before(engine, *FORMER_ORDERS)

        migration_runner.migrate(engine)

        with transaction(engine, tenant="dom_1") as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            assert connection.scalar(text(triggers)) == 15
            assert connection.scalar(select(orders.c.order_id).where(orders.c.domain_id == "dom_2"))


def files(cursor: Any) -> dict[str, int]:
    """Return the file of each table and index of PostgreSQL; a rewrite changes it."""
    found = (
        "SELECT relname, pg_relation_filenode(oid) FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"
    )
    return dict(cursor.execute(found).fetchall())


def test_postgresql_rewrites_nothing(tmp_path: Path):
    """Each ALTER TABLE has an exclusive lock, so it must not copy a table or build an index."""
    former, rewritten = dict[str, int](), list[str]()

    def begin(_: object, cursor: Any, statement: str, *__: object) -> None:
        if statement.startswith("ALTER TABLE"):
            former.update(files(cursor.connection.cursor()))

    def end(_: object, cursor: Any, statement: str, *__: object) -> None:
        if statement.startswith("ALTER TABLE"):
            now = files(cursor.connection.cursor())
            rewritten.extend(name for name, file in now.items() if former.get(name, file) != file)

    with earlier_database("postgresql", tmp_path, "0019") as engine:
        event.listen(engine, "before_cursor_execute", begin)
        event.listen(engine, "after_cursor_execute", end)

        bring_up_to(engine, "0020")

        assert former
        assert rewritten == []
