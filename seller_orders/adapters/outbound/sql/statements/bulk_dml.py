"""Statements that insert, update or delete many rows of a table.

PostgreSQL gets all rows as one JSON parameter, which costs a fraction of one statement a row or one
parameter a value. (COPY is as fast, but does not work with row-level security.) SQLite executes one
statement a row, which is as fast there.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    JSON,
    Delete,
    Insert,
    Table,
    Text,
    Update,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    update,
)

from seller_orders.adapters.outbound.sql.connection.statement_batch import Call
from seller_orders.adapters.outbound.sql.schema.column_types import write_document

Row: TypeAlias = Mapping[str, Any]

_OLD: Final = "old_"


def inserting(dialect: str, table: Table, rows: Sequence[Row]) -> Call:
    """Return the insertion of rows, at least one, all with the same columns."""
    names = tuple(rows[0])
    if dialect == "postgresql":
        return _insert(table, names), {"rows": write_document(rows)}
    return insert(table), rows


def updating(
    dialect: str, table: Table, rows: Sequence[Row], olds: Sequence[Row], *guards: str
) -> Call:
    """Return the update of one domain's rows, at least one, by primary key.

    A row is updated only if its ``guards`` columns still have the values of the old row.
    """
    names = tuple(rows[0])
    if dialect == "postgresql":
        given = [
            {**row, **{_OLD + guard: old[guard] for guard in guards}}
            for row, old in zip(rows, olds, strict=True)
        ]
        values = {"rows": write_document(given), "domain": rows[0]["domain_id"]}
        return _update(table, names, guards), values
    key = _key(table)
    return _update_one(table, names, guards), [
        {name: value for name, value in row.items() if name not in key}
        | {_OLD + name: old[name] for name in (*key, *guards)}
        for row, old in zip(rows, olds, strict=True)
    ]


def deleting(dialect: str, table: Table, rows: Iterable[Row]) -> Call:
    """Return the deletion of one domain's rows, at least one, by primary key."""
    keys = [{_OLD + name: row[name] for name in _key(table)} for row in rows]
    if dialect == "postgresql":
        values = {"rows": write_document(keys), "domain": keys[0][_OLD + "domain_id"]}
        return _delete(table), values
    return _delete_one(table), keys


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


@cache
def _insert(table: Table, names: tuple[str, ...]) -> Insert:
    given = _given(table, names)
    return insert(table).from_select(names, select(*given.c))


@cache
def _update(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    key = _key(table)
    given = _given(table, names, guards)
    is_row = [table.c[name] == given.c[name] for name in key]
    is_as_read = [table.c[guard] == given.c[_OLD + guard] for guard in guards]
    changed: dict[str, Any] = {name: given.c[name] for name in names if name not in key}
    return update(table).where(_is_of_domain(table), *is_row, *is_as_read).values(changed)


@cache
def _update_one(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    key = _key(table)
    conditions = [table.c[name] == bindparam(_OLD + name) for name in (*key, *guards)]
    changed: dict[str, Any] = {name: bindparam(name) for name in names if name not in key}
    return update(table).where(*conditions).values(changed)


@cache
def _delete(table: Table) -> Delete:
    given = _given(table, (), _key(table))
    is_row = [table.c[name] == given.c[_OLD + name] for name in _key(table)]
    return delete(table).where(_is_of_domain(table), *is_row)


@cache
def _delete_one(table: Table) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(_OLD + name) for name in _key(table)))


def _is_of_domain(table: Table) -> Any:
    return table.c.domain_id == bindparam("domain")


def _given(table: Table, names: Sequence[str], olds: Sequence[str] = ()) -> Any:
    columns = [column(name, table.c[name].type) for name in names]
    columns += [column(_OLD + name, table.c[name].type) for name in olds]
    given = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON)).table_valued(
        *columns, name="given"
    )
    return given.render_derived(with_types=True)
