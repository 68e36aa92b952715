"""Transactions on PostgreSQL: the statements that begin one, and the execution of batches.

SQLAlchemy gives the driver's connection. Its own execution, with events and states for each
statement, takes more processor time than the driver.
"""

from functools import lru_cache
from typing import Any, Final, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    Batch,
    BoundStatement,
    TransactionOptions,
)
from seller_orders.adapters.outbound.sql.connection.driver_errors import (
    redact,
    translate,
    translate_errors,
)
from seller_orders.adapters.outbound.sql.connection.postgresql_pipeline import PipelineConnection
from seller_orders.adapters.outbound.sql.connection.tenant_scope import (
    WORDS_SETTING,
    TenantScope,
    scope_setting,
)
from seller_orders.application.ports.unit_of_work import StoreRefusedError

_REMEMBERED_SCOPES: Final = 4_096


def begin_statements(
    connection: PipelineConnection, options: TransactionOptions
) -> list[BoundStatement]:
    """Return the statements that begin a transaction with these options."""
    isolation = "READ COMMITTED" if options.writes else "REPEATABLE READ"
    begin: list[BoundStatement] = [(f"BEGIN ISOLATION LEVEL {isolation}", ())]
    begin += connection.transaction_settings
    if options.tenant is not None:
        begin.append((_set_scope(options.tenant), ()))
    if options.words:
        begin.append((_set(WORDS_SETTING, options.words), ()))
    return begin


def execute_transaction(engine: Engine, options: TransactionOptions, batch: Batch) -> None:
    """Execute a batch that commits as a transaction of its own, in one round trip."""
    with translate_errors():
        pooled = _check_out(engine)
        try:
            connection: Any = pooled.dbapi_connection
            connection.begin_statements = begin_statements(connection, options)
            _execute(engine, pooled, batch)
        finally:
            pooled.close()


def execute_in_transaction(connection: Connection, batch: Batch) -> None:
    """Execute a batch in a connection's transaction, in one round trip."""
    if not connection.in_transaction():
        connection.begin()
    with translate_errors():
        try:
            _execute(connection.engine, connection.connection, batch)
        except DBAPIError as error:
            if error.connection_invalidated:
                connection.invalidate(error)
            raise


def _check_out(engine: Engine) -> PoolProxiedConnection:
    try:
        return engine.raw_connection()
    except psycopg.Error as error:
        raise _wrapped(error, engine) from error


def _execute(engine: Engine, pooled: PoolProxiedConnection, batch: Batch) -> None:
    connection: Any = pooled.dbapi_connection
    try:
        connection.execute_batch(batch)
    except psycopg.Error as error:
        if connection.closed:
            # The server has probably ended the pool's other connections, too. SQLAlchemy does this
            # for its own executions, and has no public name for it.
            engine.pool._invalidate(pooled, error)
        raise _wrapped(error, engine, is_lost=connection.closed) from error
    except (OverflowError, UnicodeError) as error:
        # The driver cannot write a value.
        raise translate(error) from redact(error)


def _wrapped(error: psycopg.Error, engine: Engine, *, is_lost: bool = False) -> DBAPIError:
    """Return SQLAlchemy's error for a driver's."""
    wrapped = DBAPIError.instance(
        None, None, error, psycopg.Error, connection_invalidated=is_lost, dialect=engine.dialect
    )
    return cast("DBAPIError", wrapped)


@lru_cache(_REMEMBERED_SCOPES)
def _set_scope(tenant: str | TenantScope) -> str:
    return _set(*scope_setting(tenant))


def _set(name: str, value: str) -> str:
    try:
        return f"SET LOCAL {name} = {sql.quote(value)}"
    except (psycopg.DataError, UnicodeError) as error:
        raise StoreRefusedError(f"{name} has a character that PostgreSQL does not store") from error
