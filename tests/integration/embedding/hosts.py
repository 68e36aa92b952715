"""Engines of host applications, on migrated databases."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

from tests.support.migrated_sqlite import migrated_file
from tests.support.servers import fresh_database


@contextmanager
def plain_sqlite(folder: Path) -> Iterator[Engine]:
    """Provide an engine of ``create_engine`` with its defaults."""
    path = folder / "host.db"
    migrated_file(path)
    yield from disposed(create_engine(f"sqlite:///{path}"))


@contextmanager
def sqlite_that_begins(folder: Path) -> Iterator[Engine]:
    """Provide an engine set up for savepoints, as SQLAlchemy documents it."""
    with plain_sqlite(folder) as engine:
        event.listen(engine, "connect", _disable_implicit_begin)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        yield engine


@contextmanager
def plain_postgresql(_: Path, schema: str | None = None) -> Iterator[Engine]:
    """Provide an engine of ``create_engine`` with its defaults."""
    with fresh_database(schema) as url:
        yield from on_postgresql(url)


@contextmanager
def postgresql_in_autocommit(_: Path) -> Iterator[Engine]:
    """Provide an engine in autocommit mode."""
    with fresh_database() as url:
        yield from on_postgresql(url, isolation_level="AUTOCOMMIT")


def on_postgresql(url: str, **options: Any) -> Iterator[Engine]:
    """Provide an engine with psycopg."""
    driver = url.replace("postgresql:", "postgresql+psycopg:")
    yield from disposed(create_engine(driver, **options))


def disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _disable_implicit_begin(connection: object, _: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # a sqlite3.Connection


HOSTS: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "sqlite": plain_sqlite,
    "sqlite that begins by itself": sqlite_that_begins,
    "postgresql": plain_postgresql,
    "postgresql in autocommit": postgresql_in_autocommit,
}
