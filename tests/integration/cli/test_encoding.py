"""Databases whose encoding is not UTF-8 are refused."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from seller_orders import StoreUnavailableError, embed, migrate
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.support.server_process import free_port, run, side_by_side, sqlite_url
from tests.support.servers import bare_database

COMMANDS = (
    "migrate",
    "serve --port {port}",
    "relay",
    "import - --domain dom_1",
    "export --domain dom_1",
    "keys list",
    "keys create --domain dom_1",
    "outbox list",
)


@contextmanager
def utf_16(folder: Path) -> Iterator[str]:
    file = folder / "orders.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA encoding = 'UTF-16le'")
        connection.execute("CREATE TABLE other (name TEXT)")
    yield sqlite_url(file)


@contextmanager
def in_encoding(encoding: str, _: Path) -> Iterator[str]:
    with bare_database(encoding) as url:
        yield url


DATABASES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {
    "UTF-16le": utf_16,
    "LATIN1": partial(in_encoding, "LATIN1"),
    "SQL_ASCII": partial(in_encoding, "SQL_ASCII"),
}


@pytest.fixture(params=DATABASES)
def refused(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The URL of a database and its encoding, which is not UTF-8."""
    with DATABASES[request.param](tmp_path) as url:
        yield url, request.param


def test_every_command_names_the_wrong_encoding(refused: tuple[str, str]):
    url, encoding = refused
    calls = {
        each: partial(run, url, *each.format(port=free_port()).split())
        for each in COMMANDS
        # On SQLite the relay is a thread of serve.
        if each != "relay" or url.startswith("postgresql")
    }

    ends = side_by_side(calls)

    for each, ended in ends.items():
        assert (ended.returncode, ended.stdout) == (1, b""), each
        [line] = ended.stderr.decode().splitlines()
        assert f"its encoding is {encoding}" in line, each


def test_embed_and_migrate_name_the_wrong_encoding(refused: tuple[str, str]):
    url, encoding = refused
    given = {"client_encoding": "utf8"} if url.startswith("postgresql") else {}
    host = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), connect_args=given)

    for database in (url, host):
        for use in (embed, migrate):
            with pytest.raises(StoreUnavailableError, match=f"its encoding is {encoding}"):
                use(database)
    host.dispose()


def test_the_client_encoding_has_no_effect():
    with bare_database() as url, environment_of(PGCLIENTENCODING="LATIN1"):
        migrate(url)
        engine = open_engine(url)
        store = sql_store(engine)
        keep(store, order(note="अनीता ✓"))
        note = kept(store).note
        engine.dispose()

    assert note == "अनीता ✓"


@contextmanager
def environment_of(**variables: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in variables.items():
            patch.setenv(variable, value)
        yield
