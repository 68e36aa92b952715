"""Databases with the schema of an earlier release."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Engine, event, insert, inspect

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.orders.order_mapping import ORDER_TABLES, order_to_rows
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.domain.order import Order
from tests.support.earlier_schema import sqlite_file_at
from tests.support.servers import database_at


@contextmanager
def _sqlite(folder: Path, revision: str) -> Iterator[str]:
    file = folder / "orders.db"
    sqlite_file_at(file, revision)
    yield f"sqlite:///{file}"


@contextmanager
def _postgresql(_: Path, revision: str) -> Iterator[str]:
    with database_at(revision) as url:
        yield url


_EARLIER_DATABASES: Final[dict[str, Callable[[Path, str], AbstractContextManager[str]]]] = {
    "sqlite": _sqlite,
    "postgresql": _postgresql,
}
KINDS: Final = tuple(_EARLIER_DATABASES)
"""Kinds of databases, for ``earlier_database``."""


@contextmanager
def earlier_database(kind: str, folder: Path, revision: str) -> Iterator[Engine]:
    """An engine on a database of a kind, without rows, with the schema of a revision."""
    with _EARLIER_DATABASES[kind](folder, revision) as url:
        engine = open_engine(url)
        try:
            yield engine
        finally:
            engine.dispose()


def keep_as_before(engine: Engine, *orders: Order, without: Collection[Column[Any]] = ()) -> None:
    """Insert orders as an earlier release does: into the columns that the database has.

    ``without`` are columns that the release does not know.
    """
    for order in orders:
        rows = order_to_rows(order)
        with transaction(engine, tenant=order.domain_id, writes=True) as connection:
            # A table without rows may be one of a later release.
            for table in filter(rows.get, ORDER_TABLES):
                found_columns = inspect(connection).get_columns(table.name)
                columns = {each["name"] for each in found_columns}
                columns -= {each.name for each in without if each.table is table}
                found = [{k: row[k] for k in row.keys() & columns} for row in rows[table]]
                connection.execute(insert(table), found)
            connection.commit()


def interrupt_migration(engine: Engine, *beginnings: str) -> bool:
    """Migrate until a statement begins so; return whether one did."""
    was_cut = False

    def cut_short(_: object, __: object, statement: str, *___: object) -> None:
        nonlocal was_cut
        if statement.startswith(beginnings):
            was_cut = True
            raise ConnectionAbortedError

    event.listen(engine, "before_cursor_execute", cut_short)
    try:
        migration_runner.migrate(engine)
    except ConnectionAbortedError:
        assert was_cut
    event.remove(engine, "before_cursor_execute", cut_short)
    return was_cut
