"""Schema migration, safe while other processes use the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.named_schema import (
    lock_key,
    schema_of,
    uses_public_names,
)
from seller_orders.adapters.outbound.sql.schema.named_schema_creation import ensure_schema
from seller_orders.adapters.outbound.sql.schema.utf8_check import ensure_utf8
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

MIGRATION_LOCK: Final = 7_355_608
"""Key of the PostgreSQL advisory lock that a migration of ``public`` holds."""

_LOCK_TIMEOUT: Final = "5s"
_STATEMENT_TIMEOUT: Final = "1h"
_POOLED: Final = (
    "a migration needs a session of its own, but this URL leads through a connection pooler; "
    "migrate with a direct URL: SELLER_ORDERS_DATABASE_URL=postgresql://… seller-orders migrate"
)
_MIGRATIONS: Final = "seller_orders.adapters.outbound.sql.schema:migrations"


def migrate(engine: Engine) -> None:
    """Upgrade the schema to this release's.

    On PostgreSQL a missing named schema is created, only one migration runs at a time in a schema,
    and indexes are built concurrently. A lock timeout keeps a migration that waits for a table from
    blocking everyone behind it. Raises StoreUnavailableError if another migration is running, or if
    the connection leads through a pooler.
    """
    with transaction(engine, writes=True) as connection:
        ensure_utf8(connection)
        if engine.dialect.name == "postgresql":
            _migrate_postgresql(connection)
        else:
            _migrate_sqlite(connection)


def _migrate_sqlite(connection: Connection) -> None:
    # One transaction, so that one of several processes that start at once migrates everything.
    # Alembic commits each migration unless a transaction has already begun.
    if not connection.in_transaction():
        connection.begin()
    _upgrade(connection)
    connection.commit()


def _migrate_postgresql(connection: Connection) -> None:
    _ensure_direct(connection)
    try:
        with migration_lock(connection):
            connection.exec_driver_sql(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
            connection.exec_driver_sql(f"SET statement_timeout = '{_STATEMENT_TIMEOUT}'")
            if (schema := schema_of(connection)) is not None:
                ensure_schema(connection, schema)
                # Migrations name no schema. Their connection is direct, and discarded afterwards.
                connection.exec_driver_sql(f'SET search_path = "{schema}"')
            connection.commit()
            _upgrade(connection)
    finally:
        # Discard the connection, because its timeouts are for migrations only.
        connection.invalidate()


def _ensure_direct(connection: Connection) -> None:
    # A pooler would release the lock and lose the timeouts between transactions.
    serving = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    accepting = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
    connection.commit()
    if serving != accepting:
        raise StoreUnavailableError(_POOLED)


@contextmanager
def migration_lock(connection: Connection) -> Iterator[None]:
    """Hold the lock of the installation's migrations; StoreUnavailableError if another does."""
    # "Try" does not wait: a waiting session would block a concurrent index build.
    key = MIGRATION_LOCK
    if not uses_public_names(connection):
        key = lock_key(connection, "migration")
    is_locked = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({key})").scalar_one()
    connection.commit()
    if not is_locked:
        raise StoreUnavailableError("another migration is running")
    try:
        yield
    finally:
        # The server notices the end of a session late, so unlock explicitly: the next migration
        # may start at once. A lost connection has lost its lock.
        if not connection.invalidated:
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({key})")


def _upgrade(connection: Connection) -> None:
    # Imported here because Alembic takes longer to load than most commands take to run.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
