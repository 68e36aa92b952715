"""Bringing a database's schema up, and telling how far up it is."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Final

from sqlalchemy import Connection, Engine, inspect

from seller_orders.adapters.outbound.sql.connection.engine import connected
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_LOCK_WITHIN: Final = "5s"
_STEP_WITHIN: Final = "1h"
MIGRATION_LOCK: Final = 7_355_608
_UTF8: Final = frozenset({"UTF8", "UTF-8"})
"""UTF-8 as PostgreSQL and SQLite call it."""

_MIGRATION_FILE: Final = re.compile(r"m(\d{4})_\w+\.py")
_MIGRATIONS: Final = "seller_orders.adapters.outbound.sql.schema:migrations"


def migrate(engine: Engine) -> None:
    """Bring the schema up to what this release works with, while others go on using it.

    On PostgreSQL one migration runs at a time, gives up rather than queue for a lock behind which
    others would queue in turn, and builds indexes concurrently.
    """
    with connected(engine, writes=True) as connection:
        ensure_utf8(connection)
        if engine.dialect.name != "postgresql":
            # In one transaction, so that of several processes that begin at once one does it all.
            # Alembic commits each migration unless it finds a transaction that has begun.
            if not connection.in_transaction():
                connection.begin()
            _upgrade(connection)
            connection.commit()
            return
        try:
            with _alone(connection):
                _go_gently(connection)
                _upgrade(connection)
        finally:
            # Its settings were for this migration: the connection goes with it.
            connection.invalidate()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    # Asked for rather than waited for: a waiting session would hold up a concurrent index build.
    lock = connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})")
    is_alone = lock.scalar_one()
    connection.commit()
    if not is_alone:
        raise StoreUnavailableError("another migration is running")
    try:
        yield
    finally:
        # Given back rather than left to the end of the session: the server sees that one late, and
        # would refuse who tries again at once. A connection that is lost has lost its lock.
        if not connection.invalidated:
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})")


def _go_gently(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET lock_timeout = '{_LOCK_WITHIN}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{_STEP_WITHIN}'")
    connection.commit()


def make_usable(engine: Engine) -> None:
    """Give an empty SQLite file its schema; refuse any other database that is behind.

    Any database whose encoding is not UTF-8 is refused.
    """
    with connected(engine) as connection:
        ensure_utf8(connection)
    if is_current(engine):
        return
    if engine.dialect.name == "sqlite" and is_empty(engine):
        migrate(engine)
    # Asked once more: another process may have been giving it its schema meanwhile.
    if not is_current(engine):
        raise StoreUnavailableError(
            "its schema is behind; run: seller-orders migrate (or call seller_orders.migrate)"
        )


def ensure_utf8(connection: Connection) -> None:
    """StoreUnavailableError, with the reason, unless the database can hold every character."""
    is_sqlite = connection.dialect.name == "sqlite"
    asked = "PRAGMA encoding" if is_sqlite else "SHOW server_encoding"
    encoding = connection.exec_driver_sql(asked).scalar_one()
    if encoding not in _UTF8:
        raise StoreUnavailableError(
            f"its encoding is {encoding}; create the database anew with the encoding UTF-8"
        )


def is_current(engine: Engine) -> bool:
    """Tell whether the schema is one that this release works with: its own, or a later one.

    A later one is of a release that is being rolled out; it is made so that this one still works.
    """
    with connected(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision is not None and revision not in revisions()[:-1]


def is_fenced(engine: Engine) -> bool:
    """Tell whether row-level security holds the role that is connected as, where there is any."""
    if engine.dialect.name != "postgresql":
        return True
    held = "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user"
    with connected(engine) as connection:
        return bool(connection.exec_driver_sql(held).scalar_one())


def is_empty(engine: Engine) -> bool:
    """Tell whether the database has no table at all."""
    with connected(engine) as connection:
        return not inspect(connection).get_table_names()


@cache
def revisions() -> list[str]:
    """Return the revisions that this release knows, the oldest first, as its files are named."""
    names = (path.name for path in (files(__package__) / "migrations" / "versions").iterdir())
    return sorted(match[1] for name in names if (match := _MIGRATION_FILE.fullmatch(name)))


def _upgrade(connection: Connection) -> None:
    # Imported where it is needed: it takes longer than most commands do.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
