"""Which domains' tables a statement touches without keeping to one domain, told by its syntax.

A table is kept to a domain where its ``domain_id`` has to equal a value that is bound, or a column
that has to equal one; ors, and what is compared otherwise, keep nothing.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import sqlglot
from sqlglot import exp
from sqlglot.expressions import Expr

from seller_orders.adapters.outbound.sql.tables import metadata

DOMAINS_TABLES: Final = frozenset(
    table.name for table in metadata.tables.values() if "domain_id" in table.columns
)
_DIALECTS: Final = {"postgresql": "postgres", "sqlite": "sqlite"}
_BOUND: Final = (exp.Placeholder, exp.Parameter, exp.Literal)
_STATEMENTS: Final = (exp.Select, exp.Update, exp.Delete, exp.Insert)


def unrestricted(statement: str, dialect: str) -> set[str]:
    """Return the domains' tables that are touched across domains."""
    found = set[str]()
    for tree in sqlglot.parse(statement, dialect=_DIALECTS[dialect]):
        for scope in tree.find_all(*_STATEMENTS) if tree else ():
            found |= _loose_in(scope)
    return found


def _loose_in(scope: Expr) -> set[str]:
    tables = {
        table.alias_or_name: table.name
        for table in _own(scope, exp.Table)
        if table.name in DOMAINS_TABLES
    }
    if isinstance(scope, exp.Insert):
        named = {column.name for column in scope.this.find_all(exp.Identifier)}
        return named & DOMAINS_TABLES if "domain_id" not in named else set()
    pairs = [pair for condition in _conditions(scope) for pair in _equal(condition, set(tables))]
    kept = set[str]()
    # A table that is kept keeps those that its domain_id has to equal.
    while newly := {
        one
        for one, other in [*pairs, *((other, one) for one, other in pairs)]
        if one is not None and one not in kept and (other is None or other in kept)
    }:
        kept |= newly
    return {name for alias, name in tables.items() if alias not in kept}


def _own(scope: Expr, kind: type[Expr]) -> Iterator[Expr]:
    """What a statement has of a kind, and no statement within it."""
    for found in scope.find_all(kind):
        if found.find_ancestor(*_STATEMENTS) is scope:
            yield found


def _conditions(scope: Expr) -> Iterable[Expr]:
    """What every row has to fulfil."""
    where = scope.args.get("where")
    joins = [join.args.get("on") for join in scope.args.get("joins") or ()]
    for condition in (where and where.this, *joins):
        if condition is not None:
            yield from condition.flatten() if isinstance(condition, exp.And) else (condition,)


def _equal(condition: Expr, tables: set[str]) -> Iterable[tuple[str | None, str | None]]:
    """Pairs of tables of one domain each; None stands for the domain that is bound."""
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        for each in condition.flatten():
            yield from _equal(each, tables)
    elif isinstance(condition, exp.EQ):
        sides = zip(_parts(condition.this), _parts(condition.expression), strict=False)
        yield from _of_domains(sides, tables)
    elif isinstance(condition, exp.In):
        listed = condition.args.get("query")
        if listed is not None:
            # The statement within is judged by itself.
            inner = listed.find(exp.Select).expressions
            yield from _of_domains(zip(_parts(condition.this), inner, strict=False), tables)
        elif condition.expressions and all(
            _is_bound(part) for value in condition.expressions for part in _parts(value)
        ):
            first = _parts(condition.expressions[0])
            yield from _of_domains(zip(_parts(condition.this), first, strict=False), tables)


def _of_domains(
    pairs: Iterable[tuple[Expr, Expr]], tables: set[str]
) -> Iterator[tuple[str | None, str | None]]:
    for one, other in pairs:
        for column, value in ((one, other), (other, one)):
            if _is_domain(column) and (_is_bound(value) or _is_domain(value)):
                yield _table(column, tables), _table(value, tables) if _is_domain(value) else None


def _parts(value: Expr) -> list[Expr]:
    value = value.unnest()
    return list(value.expressions) if isinstance(value, exp.Tuple) else [value]


def _is_domain(value: Expr) -> bool:
    return isinstance(value.unalias(), exp.Column) and value.unalias().name == "domain_id"


def _is_bound(value: Expr) -> bool:
    while isinstance(value, exp.Cast | exp.Paren | exp.Any):
        value = value.this
    return isinstance(value, _BOUND)


def _table(column: Expr, tables: set[str]) -> str | None:
    """The table of a column, None for one of another statement, where it is judged."""
    named = column.unalias().text("table") or (next(iter(tables)) if len(tables) == 1 else "")
    return named if named in tables else None
