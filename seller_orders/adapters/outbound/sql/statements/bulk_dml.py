"""Statements that insert, update or delete many rows of one domain.

A distributed PostgreSQL routes each to one shard. Inserted rows are VALUES, because rows from a
function do not route, and COPY does not work with row-level security. The numbers of rows are a few
fixed sizes, so that the server prepares few statements. Updates and deletions join the rows of one
JSON parameter, which costs a fraction of one parameter a value. A single row needs no join.

SQLite executes one statement a row, which is as fast there.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter, ne
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    JSON,
    Delete,
    Insert,
    Table,
    Text,
    Update,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    insert,
    update,
)

from seller_orders.adapters.outbound.sql.connection.parameter_binding import OrderedValues
from seller_orders.adapters.outbound.sql.connection.statement_batch import ParametrizedStatement
from seller_orders.adapters.outbound.sql.schema.column_types import write_document
from seller_orders.adapters.shared.value_paths import getter

Row: TypeAlias = Mapping[str, Any]

_INSERT_SIZES: Final = (64, 16, 4, 1)
_OLD: Final = "old_"
_DOMAIN: Final = "of_domain"
_DOMAIN_ID: Final = "domain_id"
_ROWS: Final = "rows"
_KEPT_STATEMENTS: Final = 1_000


def inserting(dialect: str, table: Table, rows: Sequence[Row]) -> Iterator[ParametrizedStatement]:
    """Yield the insertions of one domain's rows, all with the same columns."""
    if dialect != "postgresql":
        yield insert(table).inline(), rows
        return
    # One parameter for all rows shows that they are of one domain.
    names, domain_id = _names(table, frozenset(rows[0])), rows[0][_DOMAIN_ID]
    read, start = getter(itemgetter, names), 0
    for size in _INSERT_SIZES:
        while len(rows) - start >= size:
            values = [domain_id, *chain.from_iterable(map(read, rows[start : start + size]))]
            yield (
                _insert(table, names, size),
                OrderedValues(_parameter_names(names, size), values),
            )
            start += size


def updating(
    dialect: str, table: Table, rows: Sequence[Row], olds: Sequence[Row], *guards: str
) -> ParametrizedStatement:
    """Return the update of one domain's rows by primary key.

    Only columns that differ in any row are written. A row is updated only if its ``guards`` columns
    still have the values of the old row.
    """
    changed, kept = _changed_names(rows, olds), (*_key(table), *guards)
    write, keep = getter(itemgetter, changed), getter(itemgetter, kept)
    given_names = (*changed, *(_OLD + name for name in kept))
    given = [
        dict(zip(given_names, (*write(row), *keep(old)), strict=True))
        for row, old in zip(rows, olds, strict=True)
    ]
    if dialect != "postgresql" or len(given) == 1:
        return _update_one(table, changed, guards), given
    return _update(table, changed, guards), _parameters(given)


def updating_or_failing(table: Table, row: Row, old: Row, guard: str) -> ParametrizedStatement:
    """Return the update of a row, which fails if its ``guard`` column has not the old row's value.

    Then the column would become NULL, which the table refuses. So the update needs no look at the
    number of rows, and can be deferred.
    """
    changed, key = _changed_names([row], [old]), _key(table)
    given = {name: row[name] for name in (*changed, guard)} | _former(old, [*key, guard])
    return _update_or_fail(table, changed, guard), given


def deleting(dialect: str, table: Table, rows: Sequence[Row]) -> ParametrizedStatement:
    """Return the deletion of one domain's rows by primary key."""
    key = _key(table)
    keys = [_former(row, key) for row in rows]
    if dialect != "postgresql" or len(keys) == 1:
        return _delete_one(table), keys
    return _delete(table), _parameters(keys)


def _key(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def _changed_names(rows: Sequence[Row], olds: Sequence[Row]) -> tuple[str, ...]:
    names = tuple(rows[0])
    read = getter(itemgetter, names)
    columns, former = zip(*map(read, rows), strict=True), zip(*map(read, olds), strict=True)
    return tuple(n for n, *each in zip(names, columns, former, strict=True) if ne(*each))


def _former(row: Row, names: Sequence[str]) -> dict[str, Any]:
    return {_OLD + name: row[name] for name in names}


def _parameters(given: Sequence[Row]) -> dict[str, Any]:
    return {_ROWS: write_document(given), _DOMAIN: given[0][_OLD + _DOMAIN_ID]}


@lru_cache(_KEPT_STATEMENTS)
def _names(table: Table, given: frozenset[str]) -> tuple[str, ...]:
    """Return the given columns except the domain, in the order in which SQLAlchemy writes them."""
    return tuple(each.name for each in table.c if each.name in given - {_DOMAIN_ID})


@lru_cache(_KEPT_STATEMENTS)
def _parameter_names(names: tuple[str, ...], size: int) -> Sequence[str]:
    return [_DOMAIN, *(f"{name}_{n}" for n in range(size) for name in names)]


@lru_cache(_KEPT_STATEMENTS)
def _insert(table: Table, names: tuple[str, ...], size: int) -> Insert:
    domain = {_DOMAIN_ID: bindparam(_DOMAIN, type_=table.c[_DOMAIN_ID].type)}
    rows = [
        domain | {name: bindparam(f"{name}_{n}", type_=table.c[name].type) for name in names}
        for n in range(size)
    ]
    return insert(table).inline().values(rows)


@lru_cache(_KEPT_STATEMENTS)
def _update(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    key = _key(table)[1:]
    given = _given(table, names, (*key, *guards))
    is_as_read = [table.c[name] == given.c[_OLD + name] for name in (*key, *guards)]
    changed: dict[str, Any] = {name: given.c[name] for name in names}
    return update(table).where(_is_of_domain(table), *is_as_read).values(changed)


@lru_cache(_KEPT_STATEMENTS)
def _update_one(table: Table, names: tuple[str, ...], guards: tuple[str, ...]) -> Update:
    conditions = [table.c[name] == bindparam(_OLD + name) for name in (*_key(table), *guards)]
    changed: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(table).where(*conditions).values(changed)


@lru_cache(_KEPT_STATEMENTS)
def _update_or_fail(table: Table, names: tuple[str, ...], guard: str) -> Update:
    is_row = [table.c[name] == bindparam(_OLD + name) for name in _key(table)]
    changed: dict[str, Any] = {name: bindparam(name) for name in names}
    column = table.c[guard]
    is_as_read = column == bindparam(_OLD + guard)
    changed[guard] = case((is_as_read, bindparam(guard, type_=column.type)))
    return update(table).where(*is_row).values(changed)


@lru_cache(_KEPT_STATEMENTS)
def _delete(table: Table) -> Delete:
    key = _key(table)[1:]
    given = _given(table, (), key)
    is_row = [table.c[name] == given.c[_OLD + name] for name in key]
    return delete(table).where(_is_of_domain(table), *is_row)


@lru_cache(_KEPT_STATEMENTS)
def _delete_one(table: Table) -> Delete:
    return delete(table).where(*(table.c[name] == bindparam(_OLD + name) for name in _key(table)))


def _is_of_domain(table: Table) -> Any:
    return table.c.domain_id == bindparam(_DOMAIN)


def _given(table: Table, names: Sequence[str], olds: Sequence[str]) -> Any:
    columns = [column(name, table.c[name].type) for name in names]
    columns += [column(_OLD + name, table.c[name].type) for name in olds]
    given = func.json_to_recordset(cast(bindparam(_ROWS, type_=Text), JSON)).table_valued(
        *columns, name="given"
    )
    return given.render_derived(with_types=True)
