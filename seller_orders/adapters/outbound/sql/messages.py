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
from seller_orders.adapters.outbound.sql.across_domains import AcrossDomains
from seller_orders.adapters.outbound.sql.engine import Store, connected
from seller_orders.application.ports.unit_of_work import WriteConflictError

Statement: TypeAlias = Select[Any] | Insert | Update | Delete
Values: TypeAlias = Mapping[str, Any]
Call: TypeAlias = tuple[Statement, Any]
"""A statement and its parameters' values; a list of them is executed one after the other."""

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
    if _takes_several(store):
        settings = ["SET LOCAL plan_cache_mode = force_custom_plan"] if planned_anew else []
        return _at_once(store, domain_id, (statement, values), settings=settings)
    with connected(store, rows_of=domain_id) as connection:
        if planned_anew and connection.dialect.name == "postgresql":
            # Whose driver may prepare by itself what it has executed a few times.
            connection.execute(_CUSTOM_PLANS)
        return connection.scalars(statement, values).all()


def write(store: Store, rows_of: str | AcrossDomains, *calls: Call) -> Sequence[Any]:
    """Execute statements in a transaction of their own.

    Returns the first column of what the last one returns, where it returns any.
    """
    if _takes_several(store):
        return _at_once(store, rows_of, *calls)
    with connected(store, rows_of=rows_of, writes=True) as connection:
        found = _first_column(send(connection, *calls))
        guests.commit(connection)
        return found


def declaring(rows_of: str | AcrossDomains) -> str:
    """Say to PostgreSQL whose rows a transaction is about."""
    # Imported where it is needed: without PostgreSQL its driver need not be installed.
    from psycopg.sql import quote

    if isinstance(rows_of, AcrossDomains):
        return f"SET LOCAL seller_orders.across_domains = {quote(rows_of.table)}"
    return f"SET LOCAL seller_orders.domain_id = {quote(rows_of)}"


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


def _at_once(
    store: Store, rows_of: str | AcrossDomains, *calls: Call, settings: Sequence[str] = ()
) -> Sequence[Any]:
    try:
        return _by_itself(store, rows_of, calls, settings)
    except WriteConflictError:
        # The server had forgotten what it prepared, and has been told to forget the rest. Or it was
        # a deadlock. Either way nothing was done.
        return _by_itself(store, rows_of, calls, settings)


def _by_itself(
    store: Store, rows_of: str | AcrossDomains, calls: Sequence[Call], settings: Sequence[str]
) -> Sequence[Any]:
    # Where rows_of is of all domains, it is so for the statements that are prepared here as well.
    with connected(store, rows_of=rows_of, begins_by_itself=True) as connection:
        executed = [_execute(connection, *call) for call in calls]
        return _first_column(_message(connection, [declaring(rows_of), *settings, *executed]))


def _first_column(result: CursorResult[Any]) -> Sequence[Any]:
    return result.scalars().all() if result.returns_rows else ()


def _execute(connection: Connection, statement: Statement, values: Values | list[Values]) -> str:
    from psycopg.sql import quote

    written = _written(statement)
    name = _prepared(connection, written.text)
    rows = [{**written.known, **row} for row in (values if isinstance(values, list) else [values])]
    given = (", ".join(quote(row[name]) for name in written.parameters) for row in rows)
    return "; ".join(f"EXECUTE {name} ({parameters})" for parameters in given)


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
