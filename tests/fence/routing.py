"""Check that a distributed PostgreSQL routes a statement to one shard.

Reads that find a domain or a key may cross shards. Everything else names one domain: each tenant
table is compared with the same parameter in its own query, and rows are inserted as VALUES. An
update or deletion may join the rows that a parameter holds.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from sqlglot import exp
from sqlglot.errors import SqlglotError

from tests.fence.judging import (
    OF_NO_ROWS,
    bare,
    conditions,
    parsed,
    query_around,
    unwrapped,
    whose_domain_id,
)

_BY_NAME: Final = re.compile(r"\s*(PREPARE|EXECUTE|CALL)\b", re.IGNORECASE)
_WRITES: Final = (exp.Insert, exp.Update, exp.Delete)
_PARAMETERS: Final = (exp.Placeholder, exp.Parameter)
_READERS: Final = ("json_to_recordset", "unnest")
"""Functions that only read the rows of their parameters, the same on each server."""


def detours(statement: str, tables: Collection[str], across: str | None) -> list[str]:
    """Return the reasons why a distributed PostgreSQL refuses or spreads a statement.

    ``across`` is the table of which the statement may read rows of all domains.
    """
    statement = bare(statement)
    if _BY_NAME.match(statement):
        return ["is prepared or called by name"]
    if "set_config(" in statement and "_timeout" not in statement:
        return ["has a setting that only SET LOCAL propagates"]
    if not re.search(rf"\b({'|'.join(tables)})\b", statement) or OF_NO_ROWS.match(statement):
        return []
    try:
        trees = parsed(statement, "postgresql")
    except SqlglotError as error:
        return [f"cannot be parsed: {error}"]
    return [each for tree in trees if tree for each in _detours(tree, tables, across)]


def _detours(tree: exp.Expr, tables: Collection[str], across: str | None) -> Iterator[str]:
    names = {table.name for table in tree.find_all(exp.Table)} & set(tables)
    writes, locks = tree.find(*_WRITES), tree.find(exp.Lock)
    if across in names:
        if writes or locks:
            yield f"rows of {across} are changed or locked across domains"
        return
    yield from _unrouted_inserts(tree, tables)
    if writes and any(_has_side_effects(source) for source in tree.find_all(exp.Table, exp.Unnest)):
        yield "rows are changed by those of a function that may do more than read parameters"
    parameters = set[str]()
    for table in tree.find_all(exp.Table):
        query = query_around(table)
        if table.name not in tables or query is None or isinstance(query, exp.Insert):
            continue
        own = {
            unwrapped(value).sql()
            for condition, restricted in conditions(query)
            if isinstance(condition, exp.EQ) and restricted in (None, table.alias_or_name)
            for column, value in (
                (condition.this, condition.expression),
                (condition.expression, condition.this),
            )
            if table.alias_or_name in whose_domain_id(column, query)
            if isinstance(unwrapped(value), _PARAMETERS)
        }
        if not own:
            yield f"{table.sql()} is not compared with the domain itself"
        parameters |= own
    if len(parameters) > 1:
        yield f"names more than one domain: {', '.join(sorted(parameters))}"


def _unrouted_inserts(tree: exp.Expr, tables: Collection[str]) -> Iterator[str]:
    for insert in tree.find_all(exp.Insert):
        table = insert.find(exp.Table)
        if table is None or table.name not in tables:
            continue
        rows = insert.expression
        if not isinstance(rows, exp.Values):
            yield f"rows of {table.name} are not inserted as VALUES"
            continue
        place = [column.name for column in insert.this.expressions].index("domain_id")
        domains = {unwrapped(row.expressions[place]).sql() for row in rows.expressions}
        if len(domains) > 1:
            yield f"rows of {table.name} are of more than one domain"


def _has_side_effects(source: exp.Expr) -> bool:
    """Return True for a source that is a function, unless it only reads parameters."""
    function = source if isinstance(source, exp.Unnest) else source.this
    if not isinstance(function, exp.Func):
        return False
    name = function.name if isinstance(function, exp.Anonymous) else function.sql_name()
    given = [unwrapped(each) for each in function.expressions]
    return name.lower() not in _READERS or not all(isinstance(each, _PARAMETERS) for each in given)
