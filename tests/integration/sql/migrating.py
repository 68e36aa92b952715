"""Databases with the schema of an earlier release."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Column, Engine, event, insert, inspect

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.orders.order_mapping import ORDER_TABLES, order_to_rows
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.domain.order import Order
from tests.support.servers import bare_database


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'orders.db'}"


@contextmanager
def postgresql(_: Path) -> Iterator[str]:
    with bare_database() as url:
        yield url


EMPTY_DATABASES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "sqlite": sqlite,
    "postgresql": postgresql,
}


def bring_up_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option(
        "script_location", "seller_orders.adapters.outbound.sql.schema:migrations"
    )
    with transaction(engine, writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


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
