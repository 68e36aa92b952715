"""The outbox's column for notifications, on rows that an earlier release wrote."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner, schema_version
from tests.integration.migrations.migrating import KINDS, earlier_database

MIGRATION = (
    "seller_orders.adapters.outbound.sql.schema.migrations.versions.m0015_notification_column"
)
CHANNELS = ("email", "sms", "log", "event", "payment", "carrier", "inventory")
NOTIFICATIONS = ["email", "log", "sms"]
LOCK = text("SELECT 1 FROM outbox WHERE domain_id = :domain_id AND channel = 'sms' FOR UPDATE")
LOCK = LOCK.bindparams(domain_id="dom_1")
DOMAINS = ("dom_1", "dom_2", "dom_3")


def insert(engine: Engine, domain_id: str, change: str) -> None:
    """Insert a message for each channel, as the release before did."""
    statement = text(
        "INSERT INTO outbox (domain_id, message_id, order_id, version, channel, about, data, "
        "created_at, due_at) VALUES (:domain_id, :message_id, 'ord_1', 2, :channel, "
        "'order.status_changed', '{}', '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    )
    rows = [
        {"domain_id": domain_id, "message_id": f"{change}.{channel}", "channel": channel}
        for channel in CHANNELS
    ]
    with transaction(engine, tenant=domain_id, writes=True) as connection:
        connection.execute(statement, rows)
        connection.commit()


def marked(engine: Engine, domain_id: str, change: str) -> list[str]:
    """Return the channels whose messages are marked as notifications."""
    statement = text(
        "SELECT channel FROM outbox WHERE domain_id = :domain_id "
        "AND message_id LIKE :pattern AND is_notification ORDER BY channel"
    )
    with transaction(engine, tenant=domain_id) as connection:
        wanted = {"domain_id": domain_id, "pattern": f"{change}.%"}
        return list(connection.execute(statement, wanted).scalars())


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database that the release before left."""
    with earlier_database(request.param, tmp_path, "0014") as engine:
        for domain_id in DOMAINS:
            insert(engine, domain_id, "evt_1")
        yield engine


def test_notifications_of_all_domains_are_marked(before: Engine, monkeypatch: pytest.MonkeyPatch):
    """In batches, of which there are several."""
    monkeypatch.setattr(import_module(MIGRATION), "_BATCH", 2)

    migration_runner.migrate(before)

    assert {domain_id: marked(before, domain_id, "evt_1") for domain_id in DOMAINS} == (
        dict.fromkeys(DOMAINS, NOTIFICATIONS)
    )


def test_notifications_of_an_earlier_release_are_marked(before: Engine):
    """Such a process may share the database for a while."""
    migration_runner.migrate(before)

    insert(before, "dom_1", "evt_2")

    assert marked(before, "dom_1", "evt_2") == NOTIFICATIONS


@pytest.mark.parametrize(
    "cut", [("CREATE INDEX",), ("WITH batch", "UPDATE outbox"), ("DROP INDEX",)], ids=str
)
def test_an_interrupted_migration_is_repeated(before: Engine, cut: tuple[str, ...]):
    def interrupt(_: object, __: object, statement: str, *___: object) -> None:
        if statement.strip().startswith(cut):
            raise ConnectionAbortedError

    event.listen(before, "before_cursor_execute", interrupt)
    with pytest.raises(ConnectionAbortedError):
        migration_runner.migrate(before)
    event.remove(before, "before_cursor_execute", interrupt)
    migration_runner.migrate(before)

    assert schema_version.is_current(before)
    assert marked(before, "dom_1", "evt_1") == NOTIFICATIONS


@pytest.mark.parametrize("before", ["postgresql"], indirect=True)
def test_rows_that_a_relay_has_locked_are_marked_later(before: Engine):
    """The first pass skips them; the second pass finds them unlocked."""
    relay = open_engine(before.url.render_as_string(hide_password=False))
    passes: list[str] = []
    with transaction(relay, tenant="dom_1", writes=True) as connection:

        def lock_then_release(_: object, __: object, statement: str, *___: object) -> None:
            if statement.startswith("SELECT EXISTS (SELECT 1 FROM outbox"):
                passes.append(statement)
                if len(passes) == 1:
                    connection.execute(LOCK)
                else:
                    connection.rollback()

        event.listen(before, "before_cursor_execute", lock_then_release)
        migration_runner.migrate(before)

    relay.dispose()
    assert len(passes) == 3
    assert marked(before, "dom_1", "evt_1") == NOTIFICATIONS
