"""Connecting to the store: one engine a process, and its errors in the application's words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Lock
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from seller_orders.application.ports.unit_of_work import StoreUnavailableError

POOL_SIZE: Final = 16
_POOL_TIMEOUT_S: Final = 1
_SQLITE_BUSY_TIMEOUT_S: Final = 5

_encoder: Final = msgspec.json.Encoder(decimal_format="number")
_decoder: Final = msgspec.json.Decoder(float_hook=Decimal)


def open_engine(url: str) -> Engine:
    """Return an engine for a database URL such as ``sqlite:///orders.db``.

    Nothing is connected yet. From then on a store that is away, locked or out of connections is a
    ``StoreUnavailableError``.
    """
    try:
        engine = create_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            json_serializer=lambda value: _encoder.encode(value).decode(),
            json_deserializer=_decoder.decode,
        )
    except (ArgumentError, ImportError) as error:
        raise StoreUnavailableError(str(error)) from error
    event.listen(engine, "handle_error", _translate)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        turns = _SqliteTurns()
        event.listen(engine, "begin", turns.begin)
        event.listen(engine, "checkin", turns.end)
    return engine


@contextmanager
def connected(engine: Engine, *, writes: bool = False) -> Iterator[Connection]:
    """Hold a connection for one transaction, which is undone unless it is committed.

    One that writes takes SQLite's write lock at once. One that does not sees a single moment.
    """
    try:
        held = engine.connect()
    except PoolTimeoutError as error:
        raise StoreUnavailableError("all connections are in use") from error
    with held as connection:
        if writes:
            connection = connection.execution_options(takes_write_lock=True)
        elif engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _translate(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    # A bare DatabaseError is how SQLite says that a file is no database.
    away = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
    if away or context.is_disconnect:
        raise StoreUnavailableError(str(context.original_exception)) from context.original_exception


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # The driver's own transactions begin late, at the first write: too late for a row read before.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {_SQLITE_BUSY_TIMEOUT_S * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


class _SqliteTurns:
    """Lets one thread of this process write at a time.

    SQLite would have the others ask again and again, and starve some; here they queue.
    """

    def __init__(self) -> None:
        self._lock = Lock()

    def begin(self, connection: Connection) -> None:
        if not connection.get_execution_options().get("takes_write_lock", False):
            connection.exec_driver_sql("BEGIN")
            return
        if not self._lock.acquire(timeout=_SQLITE_BUSY_TIMEOUT_S):
            raise StoreUnavailableError("too many are waiting to write")
        connection.info["has_turn"] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end(self, _: object, record: ConnectionPoolEntry) -> None:
        # When the connection goes back to its pool, and so after the commit itself.
        if record.info.pop("has_turn", False):
            self._lock.release()
