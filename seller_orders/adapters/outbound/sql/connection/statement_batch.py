"""Execution of several statements in one round trip to PostgreSQL.

A round trip costs more than most statements do. On SQLite, and on a host application's engine,
statements are executed one by one. Values are always parameters, because statements are logged.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from attrs import frozen
from sqlalchemy import Connection, Delete, Engine, Insert, Select, TextClause, Update

from seller_orders.adapters.outbound.sql.connection import host_transaction
from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    EXECUTE_BATCH,
    EXECUTE_TRANSACTION,
    Batch,
    BoundStatement,
    ExecuteBatch,
    ExecuteTransaction,
    TransactionOptions,
    batch_connection,
)
from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.named_schema import schema_of
from seller_orders.adapters.outbound.sql.connection.parameter_binding import (
    OrderedValues,
    bind,
)
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.application.ports.unit_of_work import WriteConflictError

Statement: TypeAlias = Select[Any] | Insert | Update | Delete | TextClause
Values: TypeAlias = Mapping[str, Any]
ParametrizedStatement: TypeAlias = tuple[Statement, Any]
"""A statement and its parameters' values; a list of values executes it once for each."""

_CUSTOM_PLANS: Final = "SET LOCAL plan_cache_mode = force_custom_plan"


@frozen
class BatchResult:
    """Rows that the last statement of a batch returned, and the number of rows it wrote.

    Settings after it count as no statements.
    """

    rowcount: int
    rows: Sequence[Sequence[Any]]

    @property
    def column(self) -> Sequence[Any]:
        """The values of the first column."""
        return [row[0] for row in self.rows]


def read(
    store: Store,
    tenant: str | TenantScope,
    statement: Select[Any],
    values: Values,
    *,
    words: str | None = None,
    force_custom_plan: bool = False,
) -> Sequence[Any]:
    """Return the first column of a query on the rows of a domain, or of a scope's table.

    ``words`` is what the query searches for in the words' table (see ``transaction``).
    Set ``force_custom_plan`` if the best plan depends on the values, for example if one value is
    rare and another common.
    """
    if isinstance(store, Engine) and supports_batches(store):
        options = TransactionOptions(tenant=tenant, words=words)
        settings = [(_CUSTOM_PLANS, ())] if force_custom_plan else []
        return _execute_with_retry(store, options, [(statement, values)], settings)
    with transaction(store, tenant=tenant, words=words) as connection:
        if force_custom_plan and connection.dialect.name == "postgresql":
            # A host's driver may prepare a statement after a few executions.
            connection.exec_driver_sql(_CUSTOM_PLANS)
        return connection.scalars(statement, values).all()


def write(store: Store, tenant: str | TenantScope, *calls: ParametrizedStatement) -> Sequence[Any]:
    """Execute statements in one transaction, and return the last one's first column, if any."""
    if isinstance(store, Engine) and supports_batches(store):
        return _execute_with_retry(store, TransactionOptions(tenant=tenant, writes=True), calls)
    with transaction(store, tenant=tenant, writes=True) as connection:
        found = execute_batch(connection, *calls).column
        host_transaction.commit(connection)
        return found


def execute_batch(connection: Connection, *calls: ParametrizedStatement) -> BatchResult:
    """Execute statements in the connection's transaction, and return the last one's result."""
    if supports_batches(connection):
        return _execute(connection, _bound(connection, calls))
    for statement, values in calls:
        named = values.by_name() if isinstance(values, OrderedValues) else values
        result = connection.execute(statement, named)
    return BatchResult(result.rowcount, result.all() if result.returns_rows else ())


def defer_to_commit(connection: Connection, *calls: ParametrizedStatement) -> None:
    """Queue writes for the next round trip, at the latest the commit's.

    Without batch support, execute them now.
    """
    if not calls:
        return
    if supports_batches(connection):
        if not connection.in_transaction():
            # SQLAlchemy reports a rollback only of a transaction that has begun.
            connection.begin()
        batch_connection(connection).deferred += _bound(connection, calls)
    else:
        execute_batch(connection, *calls)


def commit(connection: Connection) -> None:
    """Commit, in one round trip with the deferred statements."""
    if supports_batches(connection) and batch_connection(connection).deferred:
        _execute(connection, (), commits=True)
    host_transaction.commit(connection)


def supports_batches(store: Store | Connection) -> bool:
    """Return True if statements are sent in one round trip; False also on a host's engine."""
    return EXECUTE_TRANSACTION in store.get_execution_options()


def _execute_with_retry(
    engine: Engine,
    options: TransactionOptions,
    calls: Sequence[ParametrizedStatement],
    settings: Sequence[BoundStatement] = (),
) -> Sequence[Any]:
    execute: ExecuteTransaction = engine.get_execution_options()[EXECUTE_TRANSACTION]
    statements = [*settings, *_bound(engine, calls)]
    batch = Batch(statements, commits=True)
    try:
        execute(engine, options, batch)
    except WriteConflictError:
        # The server had dropped a prepared statement, or there was a deadlock. Nothing was written.
        batch = Batch(statements, commits=True)
        execute(engine, options, batch)
    return [row[0] for row in batch.rows]


def _bound(
    store: Store | Connection, calls: Sequence[ParametrizedStatement]
) -> list[BoundStatement]:
    schema, bound = schema_of(store), list[BoundStatement]()
    for statement, values in calls:
        bound += bind(statement, values, schema)
    return bound


def _execute(
    connection: Connection, statements: Sequence[BoundStatement], *, commits: bool = False
) -> BatchResult:
    driver_connection = batch_connection(connection)
    deferred, driver_connection.deferred = driver_connection.deferred, []
    batch = Batch([*deferred, *statements], commits=commits)
    execute: ExecuteBatch = connection.get_execution_options()[EXECUTE_BATCH]
    execute(connection, batch)
    return BatchResult(batch.rowcount, batch.rows)
