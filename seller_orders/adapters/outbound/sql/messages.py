"""Several statements in one message to PostgreSQL, which has prepared each of them before.

A message costs more than most of what is done with it: the driver's work, and two processes that
wake each other. SQLite is in this process, and has one statement after the other; so has an
embedder's engine, whose connections are made otherwise.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from attrs import frozen
from sqlalchemy import (
    Connection,
    CursorResult,
    Delete,
    Dialect,
    Insert,
    Select,
    Update,
    func,
    select,
)
from sqlalchemy.dialects import postgresql

from seller_orders.adapters.outbound.sql import guests
from seller_orders.adapters.outbound.sql.engine import Store, connected
from seller_orders.application.ports.unit_of_work import WriteConflictError

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]
Call: TypeAlias = tuple[Statement, Any]
"""A statement and its parameters' values; on SQLite, for many rows, a list of them."""

LATE: Final = "late"
"""Where a connection holds what is sent with the commit."""

TAKES_SEVERAL: Final = "takes_several"
"""The execution option of an engine whose connections take several statements in a message."""

_MOST_PREPARED: Final = 100
_CUSTOM_PLANS: Final = select(func.set_config("plan_cache_mode", "force_custom_plan", True))


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
    if not _takes_several(store):
        with connected(store, rows_of=domain_id) as connection:
            if planned_anew and connection.dialect.name == "postgresql":
                # Whose driver may prepare by itself what it has executed a few times.
                connection.execute(_CUSTOM_PLANS)
            return connection.scalars(statement, values).all()
    try:
        return _read(store, domain_id, statement, values, planned_anew)
    except WriteConflictError:
        # The server had forgotten what it prepared, and has been told to forget the rest.
        return _read(store, domain_id, statement, values, planned_anew)


def send(connection: Connection, *calls: Call) -> CursorResult[Any]:
    """Execute statements in a transaction, one after the other, and return the last one's result.

    On PostgreSQL each sees what was committed before it began, as the isolation level has it.
    """
    if _takes_several(connection):
        return _message(connection, [_execute(connection, *call) for call in calls])
    *before, (statement, values) = calls
    for each in before:
        connection.execute(*each)
    return connection.execute(statement, values)


def send_with_commit(connection: Connection, call: Call) -> None:
    """Execute what writes, and is not read again in this transaction, by the time of its commit."""
    if _takes_several(connection):
        late = _execute(connection, *call)
        if not connection.in_transaction():
            # Of one that has not begun nobody would hear that it is undone.
            connection.begin()
        connection.info.setdefault(LATE, []).append(late)
    else:
        send(connection, call)


def commit(connection: Connection) -> None:
    """Commit, in one message with what was left for it."""
    if late := connection.info.pop(LATE, []):
        _message(connection, [*late, "COMMIT"])
    guests.commit(connection)


def _takes_several(store: Store) -> bool:
    return bool(store.get_execution_options().get(TAKES_SEVERAL))


def _read(
    store: Store, domain_id: str, statement: Statement, values: Values, planned_anew: bool
) -> Sequence[Any]:
    # Imported where it is needed: without PostgreSQL its driver need not be installed.
    from psycopg.sql import quote

    with connected(store, begins_by_itself=True) as connection:
        settings = [f"SET LOCAL seller_orders.domain_id = {quote(domain_id)}"]
        if planned_anew:
            settings.append("SET LOCAL plan_cache_mode = force_custom_plan")
        execute = _execute(connection, statement, values)
        return _message(connection, [*settings, execute]).scalars().all()


def _execute(connection: Connection, statement: Statement, values: Values) -> str:
    from psycopg.sql import quote

    written = _written(statement)
    known = {**written.known, **values}
    given = ", ".join(quote(known[name]) for name in written.parameters)
    return f"EXECUTE {_prepared(connection, written.text)} ({given})"


def _prepared(connection: Connection, text: str) -> str:
    # What is kept there is kept for as long as the server knows of it, or a transaction is undone.
    names: dict[str, str] = connection.info.setdefault("prepared", {})
    if text not in names:
        if len(names) == _MOST_PREPARED:
            _message(connection, [f"DEALLOCATE {names.pop(next(iter(names)))}"])
        count = connection.info["prepared_ever"] = connection.info.get("prepared_ever", 0) + 1
        _message(connection, [f"PREPARE call_{count} AS {text}"])
        names[text] = f"call_{count}"
    return names[text]


def _message(connection: Connection, statements: Sequence[str]) -> CursorResult[Any]:
    whole = "; ".join(statements)
    return connection.exec_driver_sql(whole, execution_options={"no_parameters": True})


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
