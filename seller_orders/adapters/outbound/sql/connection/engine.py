"""Engines on SQLite and PostgreSQL, and transactions on them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, TypeAlias

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError

from seller_orders.adapters.outbound.sql.connection import host_transaction, sqlite
from seller_orders.adapters.outbound.sql.connection.driver_errors import (
    redact,
    translate,
    translate_errors,
)
from seller_orders.adapters.outbound.sql.connection.host_transaction import HostTransaction
from seller_orders.adapters.outbound.sql.connection.named_schema import options_of_schema
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

POOL_SIZE: Final = 16
_POOL_TIMEOUT_S: Final = 0.8
_POSTGRESQL: Final = frozenset({"postgresql", "postgres"})
_IN_MEMORY: Final = frozenset({None, "", ":memory:"})

Store: TypeAlias = Engine | HostTransaction
"""An engine, or a host application's transaction."""


def open_engine(
    url: str,
    *,
    schema: str | None = None,
    statement_timeout_s: float | None = None,
    must_exist: bool = False,
) -> Engine:
    """Return an engine for a database URL: ``sqlite:///orders.db``, ``postgresql://host/orders``.

    The engine connects on first use. It raises StoreUnavailableError if the database is
    unreachable, locked or out of connections, or takes longer than ``statement_timeout_s``. The
    first connection creates a missing SQLite file unless ``must_exist`` is set. On PostgreSQL the
    tables may be in a named ``schema``.
    """
    try:
        engine = create_engine(
            _with_driver(make_url(url)),
            pool_size=POOL_SIZE,
            max_overflow=0,
            pool_timeout=_POOL_TIMEOUT_S,
            # LIFO keeps connections, and their prepared statements, warm.
            pool_use_lifo=True,
            hide_parameters=True,
        )
    except ImportError as error:
        raise StoreUnavailableError(_reason(url, error)) from error
    except (ArgumentError, ValueError) as error:
        # A malformed port may be a part of the password, so the cause is left out.
        raise StoreUnavailableError(_reason(url, error)) from None
    engine.update_execution_options(**options_of_schema(schema, engine.dialect.name))
    event.listen(engine, "handle_error", _translate)
    if engine.dialect.name == "sqlite":
        sqlite.prepare(engine, statement_timeout_s, must_exist=must_exist)
    else:
        # Imported here because PostgreSQL's driver is an optional dependency.
        from seller_orders.adapters.outbound.sql.connection import postgresql

        postgresql.prepare(engine, statement_timeout_s)
    return engine


@contextmanager
def transaction(
    store: Store,
    *,
    tenant: str | TenantScope | None = None,
    words: str | None = None,
    writes: bool = False,
) -> Iterator[Connection]:
    """Open a transaction. A write is rolled back unless it is committed; a read is committed.

    ``tenant`` is the domain whose rows PostgreSQL shows; None shows no domain's. With ``words``, a
    tsquery, it shows only the matching rows of the words' table. A transaction that ``writes``
    takes SQLite's write lock when it begins; any other reads a single snapshot.
    """
    with translate_errors():
        if isinstance(store, HostTransaction):
            with host_transaction.savepoint(store, tenant, words, writes=writes) as connection:
                yield connection
            return
        with store.connect() as connection:
            connection.execution_options(writes=writes, tenant=tenant, words=words)
            host_transaction.begin(connection)
            yield connection
            if not writes:
                # ROLLBACK discards a host driver's prepared statements, so reads end with COMMIT.
                # Its failure is harmless, because nothing was written.
                with suppress(StoreUnavailableError, DBAPIError):
                    connection.commit()


def _with_driver(url: URL) -> URL:
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ArgumentError("another database")
    if url.get_backend_name() == "sqlite" and url.database in _IN_MEMORY:
        # Each connection would have a database of its own.
        raise ArgumentError("no file")
    return url


def _reason(url: str, error: Exception) -> str:
    # The URL may contain a password, so the reason repeats its scheme alone.
    scheme = url.partition("://")[0]
    if isinstance(error, ImportError) and scheme in _POSTGRESQL:
        return "psycopg is not installed: run pip install 'seller-orders[postgres]'"
    return "the URL must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"


def _translate(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception or context.original_exception
    if isinstance(error, DBAPIError | OverflowError | UnicodeError):
        raise translate(error) from redact(context.original_exception)
