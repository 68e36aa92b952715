"""Databases with the schema of an earlier release."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, insert, inspect

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.orders.order_mapping import ORDER_TABLES, order_to_rows
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


def keep_without_later_columns(engine: Engine, *orders: Order) -> None:
    """Insert orders as the release of the database's schema does."""
    columns = {
        table: {column["name"] for column in inspect(engine).get_columns(table.name)}
        for table in ORDER_TABLES
    }
    for order in orders:
        with transaction(engine, tenant=order.domain_id, writes=True) as connection:
            for table, rows in order_to_rows(order).items():
                for row in rows:
                    known = {name: row[name] for name in row if name in columns[table]}
                    connection.execute(insert(table).values(known))
            connection.commit()


def bring_up_to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option(
        "script_location", "seller_orders.adapters.outbound.sql.schema:migrations"
    )
    with transaction(engine, writes=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
