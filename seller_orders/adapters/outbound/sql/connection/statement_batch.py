"""Several statements in one message to PostgreSQL, which has prepared each of them before.

A message costs more than most of what is done with it: the driver's work, and two processes that
wake each other. SQLite is in this process, and has one statement after the other; so has an
embedder's engine, whose connections are made otherwise. Values are parameters everywhere: the text
of a statement is in logs.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from attrs import frozen
from sqlalchemy import (
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    Update,
    func,
    select,
)
from sqlalchemy.dialects import postgresql

from seller_orders.adapters.outbound.sql.connection import host_transaction
from seller_orders.adapters.outbound.sql.connection.driver_batch import (
    BATCH,
    DEFERRED,
    SET_LOCAL,
    SUPPORTS_BATCHES,
    Batch,
    set_scope,
)
from seller_orders.adapters.outbound.sql.connection.engine import Store, connected
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.application.ports.unit_of_work import WriteConflictError

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]
Call: TypeAlias = tuple[Statement, Any]
"""A statement and its parameters' values; a list of them is executed one after the other."""

_CUSTOM_PLANS: Final = ("plan_cache_mode", "force_custom_plan")


@frozen
class Answer:
    """Rows that the last of some statements returns, and how many it wrote."""

    rowcount: int
    rows: Sequence[Sequence[Any]]

    @property
    def column(self) -> Sequence[Any]:
        """The first column."""
        return [row[0] for row in self.rows]


def read(
    store: Store,
    domain_id: str,
    statement: Select[Any],
    values: Values,
    *,
    planned_anew: bool = False,
) -> Sequence[Any]:
    """Return the first column of what one statement finds among a domain's rows.

    It sees a single moment without a transaction around it: what says whose rows these are is in
    the same message. ``planned_anew``: how it is best done depends on the values, as where few rows
    have one and most have another.
    """
    if _takes_several(store):
        settings = [(SET_LOCAL, _CUSTOM_PLANS)] if planned_anew else []
        return _at_once(store, domain_id, (statement, values), settings=settings)
    with connected(store, rows_of=domain_id) as connection:
        if planned_anew and connection.dialect.name == "postgresql":
            # Whose driver may prepare by itself what it has executed a few times.
            connection.execute(select(func.set_config(*_CUSTOM_PLANS, True)))
        return connection.scalars(statement, values).all()


def write(store: Store, rows_of: str | TenantScope, *calls: Call) -> Sequence[Any]:
    """Execute statements in a transaction of their own.

    Returns the first column of what the last one returns, where it returns any.
    """
    if _takes_several(store):
        return _at_once(store, rows_of, *calls)
    with connected(store, rows_of=rows_of, writes=True) as connection:
        found = send(connection, *calls).column
        host_transaction.commit(connection)
        return found


def send(connection: Connection, *calls: Call) -> Answer:
    """Execute statements in a transaction, one after the other, and return the last one's answer.

    On PostgreSQL each sees what was committed before it began, as the isolation level has it.
    """
    if _takes_several(connection):
        return _message(connection, [each for call in calls for each in _prepared(*call)])
    for call in calls:
        result = connection.execute(*call)
    return Answer(result.rowcount, result.all() if result.returns_rows else ())


def send_with_commit(connection: Connection, call: Call) -> None:
    """Execute what writes, and is not read again in this transaction, by the time of its commit."""
    if _takes_several(connection):
        late = _prepared(*call)
        if not connection.in_transaction():
            # Of one that has not begun nobody would hear that it is undone.
            connection.begin()
        connection.info.setdefault(DEFERRED, []).extend(late)
    else:
        send(connection, call)


def commit(connection: Connection) -> None:
    """Commit, in one message with what was left for it."""
    if late := connection.info.pop(DEFERRED, []):
        _message(connection, [*late, ("COMMIT", ())])
    host_transaction.commit(connection)


def _takes_several(store: Store) -> bool:
    return bool(store.get_execution_options().get(SUPPORTS_BATCHES))


def _at_once(
    store: Store,
    rows_of: str | TenantScope,
    *calls: Call,
    settings: Sequence[tuple[str, Sequence[Any]]] = (),
) -> Sequence[Any]:
    try:
        return _by_itself(store, rows_of, calls, settings)
    except WriteConflictError:
        # The server had forgotten what it prepared, and has been told to forget the rest. Or it was
        # a deadlock. Either way nothing was done.
        return _by_itself(store, rows_of, calls, settings)


def _by_itself(
    store: Store,
    rows_of: str | TenantScope,
    calls: Sequence[Call],
    settings: Sequence[tuple[str, Sequence[Any]]],
) -> Sequence[Any]:
    with connected(store, rows_of=rows_of, begins_by_itself=True) as connection:
        executed = [each for call in calls for each in _prepared(*call)]
        return _message(connection, [set_scope(rows_of), *settings, *executed]).column


def _prepared(
    statement: Statement, values: Values | list[Values]
) -> Iterator[tuple[str, Sequence[Any]]]:
    written = _written(statement)
    for row in values if isinstance(values, list) else [values]:
        known = {**written.known, **row}
        yield written.text, [known[name] for name in written.parameters]


def _message(connection: Connection, statements: Sequence[tuple[str, Sequence[Any]]]) -> Answer:
    batch = Batch(statements)
    connection.exec_driver_sql(batch.text, execution_options={BATCH: batch})
    return Answer(batch.rowcount, batch.rows)


@frozen
class _Written:
    """A statement as PostgreSQL prepares it, its parameters in order, and those that are known."""

    text: str
    parameters: tuple[str, ...]
    known: Values


@cache
def _written(statement: Statement) -> _Written:
    dialect: Dialect = postgresql.psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    compiled = statement.compile(dialect=dialect)
    return _Written(str(compiled), tuple(compiled.positiontup or ()), compiled.params)
