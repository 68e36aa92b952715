"""Migration 0032: orders of the former release, and returns, holds and replacements."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Connection, Engine, text, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.ports.order_search import OrderFilters, Sort
from seller_orders.application.ports.unit_of_work import StoreRefusedError
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.order_return import Return, ReturnedItem, ShippedUnits
from seller_orders.testing.sample_order import CREATED, fulfillment
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import (
    KINDS,
    earlier_database,
    interrupt_migration,
    keep_as_before,
)

NEW_COLUMNS = [
    orders.c[name] for name in ("replaced_by", "returns", "holds", "return_status", "held_until")
]
LATE = order("ord_late", ship_by=CREATED + timedelta(days=1), assignee="usr_7")
HELD_WITH_RETURN = order(
    "ord_new",
    ship_by=CREATED + timedelta(days=1),
    replaced_by=("ord_late",),
    fulfillments=(fulfillment("delivered", id="ful_1", pasta=2),),
    returns=(
        Return(
            id="ret_1",
            items=(
                ReturnedItem(
                    id="pasta",
                    quantity=1,
                    reason="unwanted",
                    shipped=(ShippedUnits(fulfillment_id="ful_1", quantity=1),),
                ),
            ),
            created_at=CREATED,
            updated_at=CREATED,
        ),
    ),
    holds=(Hold(id="hld_1", reason=HoldReason.BAD_ADDRESS, items=("soup",), created_at=CREATED),),
)


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the former release, with an order that is late."""
    with earlier_database(request.param, tmp_path, "0031") as engine:
        keep_as_before(engine, LATE)
        yield engine


def assert_usable(engine: Engine) -> None:
    store = sql_store(engine)
    keep(store, HELD_WITH_RETURN)
    assert kept(store, "ord_late") == LATE
    assert kept(store, "ord_new") == HELD_WITH_RETURN
    at = CREATED + timedelta(days=2)
    for filters, found in (
        (OrderFilters(late=True), ["ord_late", "ord_new"]),
        (OrderFilters(held=True), ["ord_new"]),
        (OrderFilters(assignee="usr_7"), ["ord_late"]),
        (OrderFilters(return_statuses=frozenset({HELD_WITH_RETURN.return_status})), ["ord_new"]),
    ):
        page, total = store.search.page("dom_1", evolve(filters, at=at), Sort(), 0, 9)
        assert sorted(each["order_id"] for each in page.orders) == found
        assert total == len(found)


def test_earlier_orders_have_no_returns(before: Engine):
    migration_runner.migrate(before)

    assert_usable(before)


@pytest.mark.parametrize(
    "cut",
    [
        "ALTER TABLE orders ADD COLUMN returns",
        "ALTER TABLE orders ADD COLUMN held_until",
        "ALTER TABLE orders DROP CONSTRAINT",
        "ALTER TABLE orders VALIDATE",
        "CREATE INDEX ix_orders_listed_assignee_updated_at",
        "CREATE INDEX ix_orders_listed_late_ship_by",
        "CREATE TRIGGER record_search_backlog_of_holds",
    ],
)
def test_an_interrupted_migration_can_be_repeated(before: Engine, cut: str):
    online = cut.replace("COLUMN", "COLUMN IF NOT EXISTS").replace("INDEX", "INDEX CONCURRENTLY")
    is_of_postgresql = "CONSTRAINT" in cut or "VALIDATE" in cut
    was_cut = interrupt_migration(
        before, cut, online.replace("CREATE TRIGGER", "CREATE OR REPLACE TRIGGER")
    )
    assert was_cut or (is_of_postgresql and before.dialect.name == "sqlite")
    migration_runner.migrate(before)

    assert_usable(before)


def test_the_former_release_can_still_write(before: Engine):
    migration_runner.migrate(before)

    later = evolve(LATE, id="ord_later", number="ord_later")
    keep_as_before(before, later, without=NEW_COLUMNS)

    assert kept(sql_store(before), "ord_later") == later


@pytest.mark.parametrize(
    ("values", "check"),
    [
        ({"return_status": "returned"}, "ck_orders_return_status"),
        ({"held_until": CREATED}, "ck_orders_held_until"),
    ],
)
def test_derived_columns_need_their_documents(before: Engine, values: dict[str, Any], check: str):
    migration_runner.migrate(before)
    late = update(orders).where(orders.c.domain_id == "dom_1", orders.c.order_id == "ord_late")

    with (
        transaction(before, tenant="dom_1", writes=True) as connection,
        pytest.raises(StoreRefusedError, match=check),
    ):
        connection.execute(late.values(**values))


def test_no_table_is_rewritten(bare_engine: Engine):
    """A million rows take as long as one; constraints and indexes are valid in the end."""
    with bare_engine.connect() as connection:
        before = file_of_orders(connection)

    migration_runner.migrate(bare_engine)

    with bare_engine.connect() as connection:
        assert file_of_orders(connection) == before
        for unfinished in (
            "SELECT conname FROM pg_constraint WHERE NOT convalidated",
            "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid",
        ):
            assert connection.execute(text(unfinished)).all() == []


@pytest.fixture
def bare_engine(tmp_path: Path) -> Iterator[Engine]:
    """A PostgreSQL database of the former release, without rows."""
    with earlier_database("postgresql", tmp_path, "0031") as engine:
        yield engine


def file_of_orders(connection: Connection) -> int:
    """Return the number of the file of the table that the migration changes."""
    found = text("SELECT relfilenode FROM pg_class WHERE relname = 'orders'")
    number: int = connection.execute(found).scalar_one()
    return number
