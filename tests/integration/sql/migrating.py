"""Databases with the schema of an earlier release."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import transaction
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
