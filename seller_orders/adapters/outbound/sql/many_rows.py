"""Writing many rows of a table in one statement.

PostgreSQL is given them as one JSON document, which costs it and its driver a fraction of what a
statement a row does. (COPY would be as quick, but is refused where row-level security holds.) On
SQLite there is no round trip to save.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    JSON,
    Connection,
    Insert,
    Table,
    Update,
    and_,
    bindparam,
    column,
    func,
    insert,
    select,
    update,
)

Row: TypeAlias = Mapping[str, Any]

_OLD: Final = "old_"


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, which all have the same columns."""
    if not rows:
        return
    if _one_by_one(connection, rows):
        connection.execute(insert(table), rows)
    else:
        connection.execute(_insert_all(table, tuple(rows[0])), {"rows": rows})


def update_rows(
    connection: Connection, table: Table, rows: Sequence[Row], olds: Sequence[Row], *guards: str
) -> int:
    """Write rows of one domain over those of the same primary keys; return how many there were.

    ``guards`` are columns that must still be as they were in the ``olds``.
    """
    if not rows:
        return 0
    names = tuple(rows[0])
    if _one_by_one(connection, rows):
        key = [c.name for c in table.primary_key]
        ones = [
            {name: value for name, value in row.items() if name not in key}
            | {_OLD + name: old[name] for name in (*key, *guards)}
            for row, old in zip(rows, olds, strict=True)
        ]
        return connection.execute(_update_one(table, names, guards), ones).rowcount
    given = [
        {**row, **{_OLD + guard: old[guard] for guard in guards}}
        for row, old in zip(rows, olds, strict=True)
    ]
    parameters = {"rows": given, "domain": rows[0]["domain_id"]}
    return connection.execute(_update_all(table, names, guards), parameters).rowcount


def _one_by_one(connection: Connection, rows: Sequence[Row]) -> bool:
    return len(rows) == 1 or connection.dialect.name == "sqlite"


@cache
def _insert_all(table: Table, names: tuple[str, ...]) -> Insert:
    given = _given(table, names)
    return insert(table).from_select(names, select(*given.c))


@cache
def _update_one(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    key = [c.name for c in table.primary_key]
    conditions = [table.c[name] == bindparam(_OLD + name) for name in (*key, *guards)]
    changed: dict[str, Any] = {name: bindparam(name) for name in names if name not in key}
    return update(table).where(*conditions).values(changed)


@cache
def _update_all(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    given = _given(table, names, guards)
    key = [c.name for c in table.primary_key]
    is_row = and_(*(table.c[name] == given.c[name] for name in key))
    is_as_read = [table.c[guard] == given.c[_OLD + guard] for guard in guards]
    is_of_domain = table.c.domain_id == bindparam("domain")
    changed: dict[str, Any] = {name: given.c[name] for name in names if name not in key}
    return update(table).where(is_of_domain, is_row, *is_as_read).values(changed)


def _given(table: Table, names: Sequence[str], guards: Sequence[str] = ()) -> Any:
    columns = [column(name, table.c[name].type) for name in names]
    columns += [column(_OLD + guard, table.c[guard].type) for guard in guards]
    given = func.json_to_recordset(bindparam("rows", type_=JSON)).table_valued(
        *columns, name="given"
    )
    return given.render_derived(with_types=True)
