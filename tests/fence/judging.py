"""Check by its syntax tree that a statement is restricted to one domain.

Every occurrence of a tenant table in any query of the statement must be tied: in WHERE or ON, its
domain_id equals a parameter or the domain_id of something tied. Anything unclear is an offence.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

import sqlglot
from attrs import define, field
from sqlglot import exp
from sqlglot.errors import SqlglotError

Query: TypeAlias = exp.Select | exp.Update | exp.Delete | exp.Insert

_QUERIES: Final = (exp.Select, exp.Update, exp.Delete, exp.Insert)
_JUDGED: Final = (*_QUERIES, exp.SetOperation)
_DIALECTS: Final = {"sqlite": "sqlite", "postgresql": "postgres"}
_GIVEN: Final = (exp.Placeholder, exp.Parameter, exp.Literal)
OF_NO_ROWS: Final = re.compile(
    r"\s*(ALTER|ANALYZE|BEGIN|COMMIT"
    r"|CREATE (TABLE|(UNIQUE )?INDEX|POLICY|SCHEMA|(OR REPLACE )?(FUNCTION|TRIGGER))"
    r"|DROP|EXPLAIN (?!\(?ANALYZE)|LOCK|PRAGMA|RELEASE|ROLLBACK|SAVEPOINT|SET|SHOW)\b",
    re.IGNORECASE,
)
"""Statements that define, lock or explain tables, and touch no rows."""

_SETTING: Final = re.compile(
    r"SET LOCAL (plan_cache_mode = force_custom_plan|seller_orders\.row_triggers = '(on|off)')"
    r"(; |$)"
)
_COMMIT: Final = "; COMMIT"
_PARAMETER: Final = re.compile(r"\$\d+|%\(\w+\)s")
_ROW: Final = re.compile(r"\((?:[^()]|%\(\w+\)s)*\)")
_ROWS: Final = re.compile(rf"VALUES ({_ROW.pattern})((?:, {_ROW.pattern})+)")


def offences(statement: str, dialect: str, tables: Collection[str]) -> list[str]:
    """Return the parts of a statement that touch a tenant table without a domain."""
    statement = bare(statement)
    if not re.search(rf"\b({'|'.join(tables)})\b", statement) or OF_NO_ROWS.match(statement):
        return []
    try:
        trees = parsed(statement, dialect)
    except SqlglotError as error:
        return [f"cannot be parsed: {error}"]
    return [offence for tree in trees for offence in _offences(tree, tables)]


@lru_cache(maxsize=1)
def parsed(statement: str, dialect: str) -> list[exp.Expr | None]:
    """Return the syntax trees of a text; the two checks of a statement follow one another."""
    return sqlglot.parse(statement, dialect=_DIALECTS[dialect])


def bare(statement: str) -> str:
    """Return a batch without its settings and its COMMIT."""
    return _SETTING.sub("", statement.removesuffix(_COMMIT)).removesuffix("; ")


def statements_of(batch: str) -> list[str]:
    """Return the statements of a batch, with their parameters numbered as they appear.

    Batches have many statements in common. A text with a semicolon and a blank is cut, too: then
    it cannot be parsed, and is reported.
    """
    if OF_NO_ROWS.match(batch):
        return [batch]
    return [_renumbered(each) for each in batch.split("; ")]


def _renumbered(statement: str) -> str:
    numbers = dict[str, str]()
    return _PARAMETER.sub(
        lambda found: numbers.setdefault(found[0], f"${len(numbers) + 1}"), statement
    )


def without_repeated_rows(statement: str) -> str:
    """Return a statement without rows of VALUES that differ from others in their parameters only.

    Parameters of the first row stay, so that a row of another domain is kept.
    """

    def shortened(found: re.Match[str]) -> str:
        known = set(_PARAMETER.findall(found[1]))

        def kept(parameter: re.Match[str]) -> str:
            return parameter[0] if parameter[0] in known else "$0"

        others = {_PARAMETER.sub(kept, row) for row in _ROW.findall(found[2])}
        return ", ".join([f"VALUES {found[1]}", *sorted(others)])

    return _ROWS.sub(shortened, statement)


def _offences(tree: exp.Expr | None, tables: Collection[str]) -> Iterator[str]:
    if not isinstance(tree, _JUDGED):
        yield f"is of a kind that cannot be judged: {type(tree).__name__}"
        return
    judge = _Judge({cte.alias: cte.this for cte in tree.find_all(exp.CTE)})
    yield from (f"{name} names a query and a table" for name in judge.ctes.keys() & set(tables))
    for table in tree.find_all(exp.Table):
        query = query_around(table)
        if table.name not in tables:
            continue
        if isinstance(query, exp.Insert):
            yield from _offences_of_insert(query, table)
        elif query is None or table.alias_or_name not in judge.tied(query):
            yield f"{table.sql()} is not restricted by domain_id"
    for update in tree.find_all(exp.Update):
        if any(_is_domain_id(unwrapped(change.this)) for change in update.expressions):
            yield "a row is moved to another domain"


def _offences_of_insert(insert: exp.Insert, table: exp.Table) -> Iterator[str]:
    columns = insert.this.expressions if isinstance(insert.this, exp.Schema) else []
    if "domain_id" not in {column.name for column in columns}:
        yield f"a row of {table.name} is written without its domain_id"
    if insert.args.get("alternative"):
        yield f"a row of {table.name} may replace another domain's"
    conflict = insert.args.get("conflict")
    if conflict and "UPDATE" in str(conflict.args.get("action")):
        keys = conflict.args.get("conflict_keys") or []
        if not any(_is_domain_id(column) for key in keys for column in key.find_all(exp.Column)):
            yield f"a conflict may change another domain's row of {table.name}"


@define
class _Judge:
    ctes: dict[str, exp.Expr]
    _tied: dict[int, set[str]] = field(factory=dict)

    def tied(self, query: Query) -> set[str]:
        """The aliases of a query's sources that are tied to a domain."""
        if id(query) in self._tied:
            return self._tied[id(query)]
        # A subquery that refers back gets the aliases known so far.
        tied = self._tied[id(query)] = set[str]()
        sources = _sources(query)
        tied |= {name for name, source in sources.items() if self._gives_tied(source)}
        before = -1
        while before < len(tied):
            before = len(tied)
            for condition, restricted in conditions(query):
                named = self._ties(condition, query)
                tied |= {n for n in named if n in sources and restricted in (None, n)}
        return tied

    def _ties(self, condition: exp.Expr, query: Query) -> Iterator[str]:
        """The aliases whose domain_id a condition ties."""
        if isinstance(condition, exp.EQ):
            for one, other in (
                (condition.this, condition.expression),
                (condition.expression, condition.this),
            ):
                if self._is_tied_value(other, query):
                    yield from whose_domain_id(one, query)
        elif isinstance(condition, exp.In):
            columns = _elements(condition.this)
            for place, column in enumerate(columns):
                if self._are_tied_values(condition, place, query):
                    yield from whose_domain_id(column, query)

    def _are_tied_values(self, condition: exp.In, place: int, query: Query) -> bool:
        subquery = condition.args.get("query")
        if subquery is not None:
            return self._projects_tied(subquery, place)
        values = [_elements(value) for value in condition.expressions]
        return bool(values) and all(
            place < len(value) and self._is_tied_value(value[place], query) for value in values
        )

    def _is_tied_value(self, value: exp.Expr, query: Query | None) -> bool:
        value = unwrapped(value)
        if isinstance(value, _GIVEN):
            return True
        if not _is_domain_id(value):
            return False
        while query is not None:
            names = set(whose_domain_id(value, query))
            if names:
                return names <= self.tied(query)
            query = query_around(query)
        return False

    def _gives_tied(self, source: exp.Expr) -> bool:
        """True if the domain_id of a subquery or CTE is tied."""
        if isinstance(source, exp.Table):
            named = self.ctes.get(source.name)
            return named is not None and self._gives_tied(named)
        select = unwrapped(source)
        if not isinstance(select, exp.Select):
            return False
        names = [each.alias_or_name for each in select.expressions]
        return "domain_id" in names and self._projects_tied(select, names.index("domain_id"))

    def _projects_tied(self, source: exp.Expr, place: int) -> bool:
        select = unwrapped(source)
        if not isinstance(select, exp.Select) or place >= len(select.expressions):
            return False
        return self._is_tied_value(select.expressions[place], select)


def _sources(query: Query) -> dict[str, exp.Expr]:
    # Each walk through a query takes long, and every condition asks for its sources.
    if "sources" not in query.meta:
        query.meta["sources"] = {
            source.alias_or_name: source
            for source in query.find_all(exp.Table, exp.Subquery)
            if source.alias_or_name and query_around(source) is query
        }
    found: dict[str, exp.Expr] = query.meta["sources"]
    return found


def conditions(query: Query) -> Sequence[tuple[exp.Expr, str | None]]:
    """Conditions of a query, each with the only alias that it restricts (None: all)."""
    if "conditions" not in query.meta:
        query.meta["conditions"] = tuple(_conditions(query))
    found: Sequence[tuple[exp.Expr, str | None]] = query.meta["conditions"]
    return found


def _conditions(query: Query) -> Iterator[tuple[exp.Expr, str | None]]:
    where = query.args.get("where")
    if where is not None:
        yield from ((each, None) for each in _conjuncts(where.this))
    for join in query.find_all(exp.Join):
        on, side = join.args.get("on"), join.side.upper()
        if on is not None and query_around(join) is query and side in ("", "LEFT"):
            # A left join restricts only the joined table; the other rows are returned anyway.
            restricted = join.this.alias_or_name if side == "LEFT" else None
            yield from ((each, restricted) for each in _conjuncts(on))


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    condition = unwrapped(condition)
    if isinstance(condition, exp.And):
        yield from _conjuncts(condition.this)
        yield from _conjuncts(condition.expression)
    else:
        yield condition


def whose_domain_id(column: exp.Expr, query: Query) -> Iterator[str]:
    column = unwrapped(column)
    if not isinstance(column, exp.Column) or not _is_domain_id(column):
        return
    sources = _sources(query)
    if column.table in sources:
        yield column.table
    elif not column.table and len(sources) == 1:
        yield from sources


def _is_domain_id(expression: exp.Expr) -> bool:
    return isinstance(expression, exp.Column) and expression.name == "domain_id"


def _elements(expression: exp.Expr) -> list[exp.Expr]:
    expression = unwrapped(expression)
    return expression.expressions if isinstance(expression, exp.Tuple) else [expression]


def unwrapped(expression: exp.Expr) -> exp.Expr:
    while isinstance(expression, exp.Paren | exp.Cast | exp.Subquery | exp.Alias):
        expression = expression.this
    return expression


def query_around(expression: exp.Expr) -> Query | None:
    query = expression.find_ancestor(*_QUERIES)
    return query if isinstance(query, _QUERIES) else None
