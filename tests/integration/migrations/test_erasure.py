"""The migration that finds a customer's data, killed halfway and run again.

Takes about 2 seconds a case.
"""

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect, text

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema import schema_version
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.bootstrap import cli
from seller_orders.testing.sample_order import order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import KINDS, earlier_database, keep_as_before
from tests.support.forked_command import ForkedCommand, Main, start
from tests.support.server_process import environment, run
from tests.support.waiting import WITHIN_S, wait_until

BEFORE = "0038"
INDEXES = {
    ("events", "ix_events_of_order"),
    ("outbox", "ix_outbox_finished"),
    ("orders", "ix_orders_archived_customer_id"),
    ("orders", "ix_orders_expiring_contact"),
    ("domain_settings", "ix_domain_settings_retention"),
}
STEPS = (
    "ix_events_of_order ON",
    "ix_orders_expiring_contact ON",
    "CREATE POLICY across_domains ON domain_settings",
    "UPDATE alembic_version SET version_num='0039'",
)
"""Parts of statements before which the command is killed."""


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a database with an order, at the revision before."""
    with earlier_database(request.param, tmp_path, BEFORE) as engine:
        keep_as_before(engine, order())
        yield engine


def killed_before(part: str) -> None:
    """Run the command, which kills itself before a statement."""

    def kill(_: object, __: object, statement: str, *___: object) -> None:
        if part in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", kill)
    cli.main()


def url_of(engine: Engine) -> str:
    plain = engine.url.set(drivername=engine.dialect.name)
    return plain.render_as_string(hide_password=False)


def migrating(engine: Engine, folder: Path, main: Main = cli.main) -> ForkedCommand:
    log = folder / "migrate.log"
    return start(["migrate"], environment(url_of(engine)), log, log, main=main)


def migrate_again(engine: Engine) -> None:
    """Run the command; PostgreSQL notices late that the one before is gone."""
    deadline = time.monotonic() + WITHIN_S
    while (again := run(url_of(engine), "migrate")).returncode:
        assert b"another migration is running" in again.stderr, again.stderr
        assert time.monotonic() < deadline


def ensure_whole(engine: Engine) -> None:
    """Fail unless the database has all of the revision, and what it had before."""
    assert schema_version.is_current(engine)
    found = inspect(engine)
    tables = {table for table, _ in INDEXES}
    named = {(table, each["name"]) for table in tables for each in found.get_indexes(table)}
    assert named >= INDEXES
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
            assert connection.execute(text(invalid)).scalar_one() == 0
            policies = "SELECT policyname FROM pg_policies WHERE tablename = 'domain_settings'"
            names = set(connection.execute(text(policies)).scalars())
            assert names == {"tenant_fence", "across_domains"}
    assert sql_store(engine).reader.order("dom_1", order().id).unwrap() == order()


@pytest.mark.parametrize("part", STEPS)
def test_a_killed_migration_is_completed(before: Engine, tmp_path: Path, part: str):
    killed = migrating(before, tmp_path, partial(killed_before, part)).wait()

    migrate_again(before)

    # SQLite has no policies.
    is_run = before.dialect.name == "postgresql" or "POLICY" not in part
    assert killed == (-signal.SIGKILL if is_run else 0)
    ensure_whole(before)


@pytest.mark.parametrize("before", ["postgresql"], indirect=True)
def test_an_index_that_was_half_built_is_built_again(before: Engine, tmp_path: Path):
    building = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
        "datname = current_database() AND "
        "query LIKE 'CREATE INDEX CONCURRENTLY ix_orders_archived_customer_id%'"
    )
    with transaction(before, tenant="dom_1", writes=True) as writing:
        # The build waits for transactions that may write to the table.
        writing.execute(orders.update().where(orders.c.domain_id == "dom_1").values(version=1))
        migration = migrating(before, tmp_path)

        def is_waiting() -> int:
            with before.connect() as connection:
                count: int = connection.execute(building).scalar_one()
            return count

        wait_until(is_waiting, lambda: (tmp_path / "migrate.log").read_text())
        migration.send_signal(signal.SIGKILL)
        assert migration.wait() == -signal.SIGKILL

    migrate_again(before)

    ensure_whole(before)
