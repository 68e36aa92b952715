"""Reading with a single statement, which needs no transaction around it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Connection, CursorResult, Dialect, Engine, Select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import ProgrammingError

from seller_orders.adapters.outbound.sql.engine import connected

_MOST_PREPARED: Final = 100
_FORGOTTEN: Final = "26000"  # invalid_sql_statement_name


def read(
    engine: Engine, domain_id: str, statement: Select[Any], parameters: Mapping[str, object]
) -> Sequence[Any]:
    """Return the first column of what a statement finds among a domain's rows.

    PostgreSQL is sent one message, which says whose rows these are and has a statement run that it
    has prepared before: to begin, read and commit, each by itself, takes twice as long.
    """
    if engine.dialect.name != "postgresql":
        with connected(engine, rows_of=domain_id) as connection:
            return connection.scalars(statement, parameters).all()
    with connected(engine, begins_by_itself=True) as connection:
        return _read_in_one_message(connection, domain_id, _written(statement), parameters)


@frozen
class _Written:
    """A statement as PostgreSQL prepares it, its parameters in order, and those that are known."""

    text: str
    parameters: tuple[str, ...]
    known: Mapping[str, object]


@cache
def _written(statement: Select[Any]) -> _Written:
    dialect: Dialect = postgresql.psycopg.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    compiled = statement.compile(dialect=dialect)
    return _Written(str(compiled), tuple(compiled.positiontup or ()), compiled.params)


def _read_in_one_message(
    connection: Connection, domain_id: str, written: _Written, parameters: Mapping[str, object]
) -> Sequence[Any]:
    # Imported where it is needed: without PostgreSQL its driver need not be installed.
    from psycopg.sql import quote

    values = {**written.known, **parameters}
    given = ", ".join(quote(values[each]) for each in written.parameters)
    fence = f"SET LOCAL seller_orders.domain_id = {quote(domain_id)}"

    def found() -> Sequence[Any]:
        name = _prepared(connection, written.text)
        return _execute(connection, f"{fence}; EXECUTE {name} ({given})").scalars().all()

    try:
        return found()
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _FORGOTTEN:
            raise
        # After a ROLLBACK the driver has the server forget all that it has prepared.
        connection.info.pop("prepared")
        return found()


def _prepared(connection: Connection, text: str) -> str:
    # What is kept there is kept for as long as the server knows of it: until the connection ends.
    names: dict[str, str] = connection.info.setdefault("prepared", {})
    if text not in names:
        if len(names) == _MOST_PREPARED:
            _execute(connection, f"DEALLOCATE {names.pop(next(iter(names)))}")
        count = connection.info["prepared_ever"] = connection.info.get("prepared_ever", 0) + 1
        _execute(connection, f"PREPARE read_{count} AS {text}")
        names[text] = f"read_{count}"
    return names[text]


def _execute(connection: Connection, message: str) -> CursorResult[Any]:
    return connection.exec_driver_sql(message, execution_options={"no_parameters": True})
