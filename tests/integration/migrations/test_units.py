"""Migration 0031: lines and refunds of the former release, and units after the sale."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.order_tables import order_lines
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds
from seller_orders.application.ports.unit_of_work import StoreRefusedError
from seller_orders.testing.sample_order import order_with_cancelled_units, payment, refund
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import (
    KINDS,
    earlier_database,
    interrupt_migration,
    keep_as_before,
)

NEW_COLUMNS = [
    order_lines.c.cancelled_quantity,
    order_lines.c.cancelled_worth,
    order_lines.c.restock_requested_quantity,
    order_lines.c.set_aside_quantity,
    refunds.c["items"],
    refunds.c.shipping,
    refunds.c.adjustment,
    refunds.c.return_id,
    refunds.c.parts,
]
REFUNDED = order("ord_refunded", payment=payment("paid", 250, (refund(40), refund(0, id="rfd_0"))))
WITH_UNITS = order_with_cancelled_units(id="ord_units", number="ord_units")


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the former release, with a refunded order."""
    with earlier_database(request.param, tmp_path, "0030") as engine:
        keep_as_before(engine, REFUNDED)
        yield engine


def assert_usable(engine: Engine) -> None:
    store = sql_store(engine)
    keep(store, WITH_UNITS)
    assert kept(store, "ord_refunded") == REFUNDED
    assert kept(store, "ord_units") == WITH_UNITS


def test_earlier_orders_have_no_cancelled_units(before: Engine):
    migration_runner.migrate(before)

    assert_usable(before)


@pytest.mark.parametrize(
    "cut",
    [
        "ALTER TABLE order_lines ADD COLUMN cancelled_worth",
        "ALTER TABLE refunds ADD COLUMN",
        "ALTER TABLE order_lines DROP CONSTRAINT",
        "ALTER TABLE order_lines VALIDATE",
        "ALTER TABLE refunds VALIDATE",
    ],
)
def test_an_interrupted_migration_can_be_repeated(before: Engine, cut: str):
    interrupt_migration(before, cut, cut.replace("COLUMN", "COLUMN IF NOT EXISTS"))
    migration_runner.migrate(before)

    assert_usable(before)


def test_the_former_release_can_still_write(before: Engine):
    migration_runner.migrate(before)

    late = order("ord_late", payment=payment("paid", 250, (refund(40),)))
    keep_as_before(before, late, without=NEW_COLUMNS)

    assert kept(sql_store(before), "ord_late") == late


def test_the_former_release_cannot_ship_cancelled_units(before: Engine):
    """It does not know that three of ten are cancelled."""
    migration_runner.migrate(before)
    keep(sql_store(before), WITH_UNITS)
    pasta = update(order_lines).where(
        order_lines.c.domain_id == "dom_1",
        order_lines.c.order_id == "ord_units",
        order_lines.c.line_id == "pasta",
    )

    with transaction(before, tenant="dom_1", writes=True) as connection:
        connection.execute(pasta.values(fulfilled=7))
        with pytest.raises(StoreRefusedError, match="ck_order_lines_cancelled"):
            connection.execute(pasta.values(fulfilled=8))


def test_no_table_is_rewritten(bare_engine: Engine):
    """A million rows take as long as one, and every constraint is validated."""
    with bare_engine.connect() as connection:
        before = files(connection)

    migration_runner.migrate(bare_engine)

    with bare_engine.connect() as connection:
        assert files(connection) == before
        unvalidated = text("SELECT conname FROM pg_constraint WHERE NOT convalidated")
        assert connection.execute(unvalidated).all() == []


@pytest.fixture
def bare_engine(tmp_path: Path) -> Iterator[Engine]:
    """A PostgreSQL database of the former release, without rows."""
    with earlier_database("postgresql", tmp_path, "0030") as engine:
        yield engine


def files(connection: Connection) -> dict[str, int]:
    """Return the number of the file of each table that the migration changes."""
    found = connection.execute(
        text(
            "SELECT relname, relfilenode FROM pg_class WHERE relname IN ('order_lines', 'refunds')"
        )
    )
    return {row.relname: row.relfilenode for row in found}
