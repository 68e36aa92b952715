"""Connecting to the store, and its errors in the application's words.

This is where the databases part ways; what is beyond an engine works on both.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from seller_orders.adapters.outbound.sql.connection import host_transaction, sqlite
from seller_orders.adapters.outbound.sql.connection.driver_errors import (
    translation_of,
    without_words,
)
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

POOL_SIZE: Final = 16
_POOL_TIMEOUT_S: Final = 0.8
_POSTGRESQL: Final = frozenset({"postgresql", "postgres"})

Store: TypeAlias = Engine | Connection
"""Where orders are kept: an engine, or a transaction that is somebody else's to commit."""


def open_engine(
    url: str, *, answer_within_s: float | None = None, must_exist: bool = False
) -> Engine:
    """Return an engine for a database URL: ``sqlite:///orders.db``, ``postgresql://host/orders``.

    Nothing is connected yet. From then on a store that is away, locked or out of connections is a
    ``StoreUnavailableError``, and so is one that takes longer than ``answer_within_s``. A SQLite
    file that is missing is created by the first connection, unless it ``must_exist``.
    """
    try:
        engine = create_engine(
            _with_driver(make_url(url)),
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            # Few that are used all the time know more than many that are used in turn.
            pool_use_lifo=True,
            hide_parameters=True,
        )
    except (ArgumentError, ImportError) as error:
        raise StoreUnavailableError(str(error)) from error
    event.listen(engine, "handle_error", _translate)
    if engine.dialect.name == "sqlite":
        sqlite.prepare(engine, answer_within_s, must_exist=must_exist)
    else:
        # Imported where it is needed: without PostgreSQL its driver need not be installed.
        from seller_orders.adapters.outbound.sql.connection import postgresql

        postgresql.prepare(engine, answer_within_s)
    return engine


@contextmanager
def connected(
    store: Store,
    *,
    rows_of: str | TenantScope | None = None,
    writes: bool = False,
    begins_by_itself: bool = False,
) -> Iterator[Connection]:
    """Hold a connection for one transaction, which is undone unless it is committed.

    ``rows_of`` is the domain that it is about; None: it is about no domain's rows. PostgreSQL shows
    it no others. One that writes takes SQLite's write lock at once. One that does not sees a single
    moment. One that ``begins_by_itself`` is begun, and ended, by each message that is sent.
    """
    with translated():
        if isinstance(store, Connection):
            with host_transaction.within(store, rows_of, writes=writes) as connection:
                yield connection
            return
        with store.connect() as connection:
            connection.execution_options(
                writes=writes, rows_of=rows_of, begins_by_itself=begins_by_itself
            )
            host_transaction.begin(connection)
            yield connection
            if not writes:
                # What has been read has been read, however this ends.
                with suppress(StoreUnavailableError, DBAPIError):
                    connection.commit()


@contextmanager
def translated() -> Iterator[None]:
    """Raise a database's errors as the application knows them, as far as it does.

    Errors of our own engines are translated where they arise, those of a host's engine here.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreUnavailableError("all connections are in use") from error
    except DBAPIError as error:
        raise translation_of(error) from without_words(error.orig)


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in _POSTGRESQL else url


def _translate(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception or context.original_exception
    if isinstance(error, DBAPIError | OverflowError | UnicodeError):
        raise translation_of(error) from without_words(context.original_exception)
