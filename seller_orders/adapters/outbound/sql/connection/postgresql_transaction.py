"""Transactions on PostgreSQL: the statements that begin one, and the execution of batches.

SQLAlchemy gives the driver's connection. Its own execution, with events and states for each
statement, takes more processor time than the driver.
"""

from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    Batch,
    BoundStatement,
    TransactionScope,
)
from seller_orders.adapters.outbound.sql.connection.driver_errors import translate_errors
from seller_orders.adapters.outbound.sql.connection.postgresql_pipeline import PipelineConnection
from seller_orders.adapters.outbound.sql.connection.tenant_scope import (
    WORDS_SETTING,
    TenantScope,
    scope_setting,
)
from seller_orders.application.ports.unit_of_work import StoreRefusedError

_REMEMBERED_SCOPES: Final = 4_096


def begin_statements(
    connection: PipelineConnection, scope: TransactionScope
) -> list[BoundStatement]:
    """Return the statements that begin a transaction of a scope."""
    isolation = "READ COMMITTED" if scope.writes else "REPEATABLE READ"
    begin: list[BoundStatement] = [(f"BEGIN ISOLATION LEVEL {isolation}", ())]
    begin += connection.transaction_settings
    if scope.tenant is not None:
        begin.append((_set_scope(scope.tenant), ()))
    if scope.words:
        begin.append((_set(WORDS_SETTING, scope.words), ()))
    return begin


def execute_transaction(engine: Engine, scope: TransactionScope, batch: Batch) -> None:
    """Execute a batch that commits as a transaction of its own, in one round trip."""
    pooled: PoolProxiedConnection | None = None
    with translate_errors():
        try:
            pooled = engine.raw_connection()
            connection: Any = pooled.dbapi_connection
            connection.begin_statements = begin_statements(connection, scope)
            connection.execute_batch(batch)
        except psycopg.Error as error:
            raise _as_of_sqlalchemy(error, engine, pooled) from error
        finally:
            if pooled is not None:
                pooled.close()


def execute_in_transaction(connection: Connection, batch: Batch) -> None:
    """Execute a batch in a connection's transaction, in one round trip."""
    if not connection.in_transaction():
        connection.begin()
    pooled = connection.connection
    with translate_errors():
        try:
            driver_connection: Any = pooled.dbapi_connection
            driver_connection.execute_batch(batch)
        except psycopg.Error as error:
            as_of_sqlalchemy = _as_of_sqlalchemy(error, connection.engine, pooled)
            if as_of_sqlalchemy.connection_invalidated:
                connection.invalidate(error)
            raise as_of_sqlalchemy from error


def _as_of_sqlalchemy(
    error: psycopg.Error, engine: Engine, pooled: PoolProxiedConnection | None
) -> DBAPIError:
    """Return SQLAlchemy's error for a driver's, and empty the pool if the connection is lost."""
    is_lost = pooled is not None and bool(getattr(pooled.dbapi_connection, "closed", True))
    if pooled is not None and is_lost:
        # The server has probably ended the other connections, too. SQLAlchemy does the same.
        engine.pool._invalidate(pooled, error)
    wrapped: Any = DBAPIError.instance(
        None, None, error, psycopg.Error, connection_invalidated=is_lost, dialect=engine.dialect
    )
    found: DBAPIError = wrapped
    return found


@lru_cache(_REMEMBERED_SCOPES)
def _set_scope(tenant: str | TenantScope) -> str:
    return _set(*scope_setting(tenant))


def _set(name: str, value: str) -> str:
    try:
        return f"SET LOCAL {name} = {sql.quote(value)}"
    except psycopg.DataError as error:
        raise StoreRefusedError(f"{name} contains NUL") from error
