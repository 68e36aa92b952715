"""Statements that insert, update or delete many rows of one domain.

PostgreSQL gets the rows as VALUES, so that a distributed database routes each statement to one
shard. (Rows from a function do not route, and COPY does not work with row-level security.) The
numbers of rows are a few fixed sizes, so that the server prepares few statements. SQLite executes
one statement a row, which is as fast there.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Delete,
    Insert,
    Table,
    Update,
    bindparam,
    column,
    delete,
    insert,
    update,
    values,
)

from seller_orders.adapters.outbound.sql.connection.statement_batch import Call

Row: TypeAlias = Mapping[str, Any]

CHANGED_AT_ONCE: Final = 1024
"""Most rows of one update or deletion; more rows take several."""

_INSERT_SIZES: Final = (64, 16, 4, 1)
_CHANGE_SIZES: Final = (1, 4, 16, 64, 256, CHANGED_AT_ONCE)
_OLD: Final = "old_"
_DOMAIN: Final = "of_domain"
_KEPT_STATEMENTS: Final = 1_000


def inserting(dialect: str, table: Table, rows: Sequence[Row]) -> Iterator[Call]:
    """Yield the insertions of one domain's rows, all with the same columns."""
    if dialect != "postgresql":
        yield insert(table).inline(), rows
        return
    names, start = tuple(rows[0]), 0
    for size in _INSERT_SIZES:
        statement = _insert(table, names, size)
        while len(rows) - start >= size:
            yield statement, _parameters(rows[start : start + size])
            start += size


def updating(
    dialect: str, table: Table, rows: Sequence[Row], olds: Sequence[Row], *guards: str
) -> Iterator[Call]:
    """Yield the updates of one domain's rows by primary key.

    Only columns that differ in any row are written. A row is updated only if its ``guards`` columns
    still have the values of the old row.
    """
    pairs = list(zip(rows, olds, strict=True))
    changed = tuple(name for name in rows[0] if any(row[name] != old[name] for row, old in pairs))
    given = [
        {name: row[name] for name in changed} | _former(old, (*_key(table), *guards))
        for row, old in pairs
    ]
    if dialect != "postgresql":
        yield _update_one(table, changed, guards), given
        return
    for chunk in _padded(given):
        yield _update(table, changed, guards, len(chunk)), _parameters(chunk)


def deleting(dialect: str, table: Table, rows: Sequence[Row]) -> Iterator[Call]:
    """Yield the deletions of one domain's rows by primary key."""
    keys = [_former(row, _key(table)) for row in rows]
    if dialect != "postgresql":
        yield _delete_one(table), keys
        return
    for chunk in _padded(keys):
        yield _delete(table, len(chunk)), _parameters(chunk)


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _former(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {_OLD + name: row[name] for name in names}


def _padded(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield the rows in chunks of fixed sizes; a repeated row changes nothing more."""
    for start in range(0, len(rows), CHANGED_AT_ONCE):
        chunk = rows[start : start + CHANGED_AT_ONCE]
        size = next(size for size in _CHANGE_SIZES if size >= len(chunk))
        yield [*chunk, *[chunk[-1]] * (size - len(chunk))]


def _parameters(rows: Sequence[Row]) -> dict[str, Any]:
    named = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
    domain_id = rows[0].get("domain_id") or rows[0][_OLD + "domain_id"]
    return named | {_DOMAIN: domain_id}


@lru_cache(_KEPT_STATEMENTS)
def _insert(table: Table, names: tuple[str, ...], size: int) -> Insert:
    rows = [{name: _parameter(table, name, name, n) for name in names} for n in range(size)]
    return insert(table).inline().values(rows)


@lru_cache(_KEPT_STATEMENTS)
def _update(table: Table, names: tuple[str, ...], guards: tuple[str, ...], size: int) -> Update:
    key = _key(table)[1:]
    given = _given(table, names, (*key, *guards), size)
    is_as_read = [table.c[name] == given.c[_OLD + name] for name in (*key, *guards)]
    changed: dict[str, Any] = {name: given.c[name] for name in names}
    return update(table).where(_is_of_domain(table), *is_as_read).values(changed)


@lru_cache(_KEPT_STATEMENTS)
def _update_one(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    conditions = [table.c[name] == bindparam(_OLD + name) for name in (*_key(table), *guards)]
    changed: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(table).where(*conditions).values(changed)


@lru_cache(_KEPT_STATEMENTS)
def _delete(table: Table, size: int) -> Delete:
    key = _key(table)[1:]
    given = _given(table, (), key, size)
    is_row = [table.c[name] == given.c[_OLD + name] for name in key]
    return delete(table).where(_is_of_domain(table), *is_row)


@lru_cache(_KEPT_STATEMENTS)
def _delete_one(table: Table) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(_OLD + name) for name in _key(table)))


def _is_of_domain(table: Table) -> Any:
    return table.c.domain_id == bindparam(_DOMAIN)


def _parameter(table: Table, column_name: str, name: str, number: int) -> Any:
    # One parameter for all rows shows that they are of one domain.
    name = _DOMAIN if column_name == "domain_id" else f"{name}_{number}"
    return bindparam(name, type_=table.c[column_name].type)


def _given(table: Table, names: Sequence[str], olds: Sequence[str], size: int) -> Any:
    columns = {name: name for name in names} | {_OLD + name: name for name in olds}
    rows = [
        tuple(_parameter(table, of_column, name, n) for name, of_column in columns.items())
        for n in range(size)
    ]
    typed = [column(name, table.c[of_column].type) for name, of_column in columns.items()]
    return values(*typed, name="given").data(rows)
