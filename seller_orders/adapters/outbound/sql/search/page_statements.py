"""Statements of a page: after a position, or from an offset with the total."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, get_type_hints

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    SelectBase,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
    union_all,
)

from seller_orders.adapters.outbound.sql.orders.full_text_index import has_words
from seller_orders.adapters.outbound.sql.schema.count_tables import KIND_OF_ORDER, order_counts
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.search.search_conditions import (
    conditions_of_kind,
    label_tables,
    search_conditions,
    searched_tables,
)
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document, gathered
from seller_orders.adapters.shared.wire import order_summary
from seller_orders.application.ports.order_search import NULLABLE, Sort, SortKey

_KEPT_STATEMENTS: Final = 1_000
_FEW: Final = frozenset({"awb", "external_id", "number", "words"})
"""Filters that match few orders."""

COUNTED: Final = {*KIND_OF_ORDER, *(f"{n}es" for n in KIND_OF_ORDER if n.endswith("status"))}
"""Filters whose matches ``order_counts`` already counts."""

_WALKED: Final = frozenset({SortKey.CREATED_AT, SortKey.UPDATED_AT, SortKey.TOTAL})
"""Sort keys of all orders that have an index of all listed orders."""

_WALKED_ORDERS: Final = 1_000
"""Orders that a search for words reads in sequence, before it sorts all matches."""

TIMES: Final = frozenset({SortKey.CREATED_AT, SortKey.UPDATED_AT})
SORT_COLUMNS: Final = {
    key: orders.c.number_key if key is SortKey.ORDER_NUMBER else orders.c[key.value]
    for key in SortKey
}
_CUSTOMER: Final = tuple(get_type_hints(order_summary.CustomerSummary))
_SUMMARY: Final = tuple(get_type_hints(order_summary.OrderSummary))
SORT_VALUE: Final = "sort_value"


@lru_cache(_KEPT_STATEMENTS)
def page_after(
    dialect: str, names: frozenset[str], sort: Sort, limit: int, *, is_known: bool
) -> Select[Any]:
    """Return the statement of a page after a position, which may have no sort value."""
    beyond = _beyond(sort, _sort_key(names, sort), is_known=is_known)
    matches = _sorted(dialect, names, sort, _number(limit), beyond, is_known)
    if "words" in names and dialect == "postgresql" and sort.key in _WALKED:
        return _whole(dialect, _next_in_sequence(dialect, names, sort, limit, matches), {})
    return _whole(dialect, matches, {})


def _beyond(
    sort: Sort, key: Sequence[ColumnElement[Any]], *, is_known: bool = True
) -> ColumnElement[bool]:
    column, order_id = key
    place = bindparam("order_id", type_=orders.c.order_id.type)
    if not is_known:
        return order_id < place if sort.descending else order_id > place
    value = bindparam("value", type_=SORT_COLUMNS[sort.key].type)
    here, there = tuple_(column, order_id), tuple_(value, place)
    return here < there if sort.descending else here > there


def _next_in_sequence(
    dialect: str, names: frozenset[str], sort: Sort, limit: int, matches: Select[Any]
) -> CompoundSelect[Any]:
    """Return the next orders in sequence if enough of them match, or else all matches, sorted.

    A word of many orders has a page of matches among the next orders. A word of few orders does
    not, and all that have it are then found by the index of words. The planner cannot decide: it
    does not know in how many orders a beginning of a word is.
    """
    key = [SORT_COLUMNS[sort.key], orders.c.order_id]
    following = [*search_conditions(dialect, frozenset({"domain_id"})), _beyond(sort, key)]
    walked = select(orders.c.order_id, key[0]).where(*following).order_by(*_directed(sort, *key))
    walk = walked.limit(_number(_WALKED_ORDERS)).subquery("walked")
    order_id, value = walk.c
    found = (
        select(*_columns(sort))
        .select_from(walk.join(searched_tables(names), orders.c.order_id == order_id))
        .where(has_words(order_id), *search_conditions(dialect, names - {"words"}))
        .order_by(*_directed(sort, value, order_id))
        .limit(_number(limit))
        .cte("following")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    count = select(func.count()).select_from(found).scalar_subquery()
    sorted_matches = matches.where(count < limit).subquery()
    return union_all(select(*found.c).where(count == limit), select(*sorted_matches.c))


@lru_cache(_KEPT_STATEMENTS)
def page_from_offset(dialect: str, names: frozenset[str], sort: Sort, limit: int) -> Select[Any]:
    """Return the statement of a page from an offset, with the number of all matches."""
    matches = _sorted(dialect, names, sort, _number(limit), offset=bindparam("offset"))
    return _whole(dialect, matches, {"total": _total(dialect, names).scalar_subquery()})


def _total(dialect: str, names: frozenset[str]) -> Select[Any]:
    if names <= COUNTED:
        counted = conditions_of_kind(order_counts, dialect)
        where = [counted[name] for name in sorted(names)]
        return select(func.coalesce(func.sum(order_counts.c.delta), 0)).where(*where)
    where = search_conditions(dialect, names)
    return select(func.count()).select_from(searched_tables(names)).where(*where)


def _number(number: int) -> ColumnElement[int]:
    return literal_column(str(number))


def _sorted(
    dialect: str,
    names: frozenset[str],
    sort: Sort,
    limit: ColumnElement[int],
    beyond: ColumnElement[bool] | None = None,
    is_known: bool = True,
    offset: ColumnElement[int] | None = None,
) -> Select[Any]:
    """Return the matches in sequence. Orders without the sort key are those that come last.

    An index has them at the same end for both directions, so they are selected separately.
    """
    conditions = [*search_conditions(dialect, names), *([] if beyond is None else [beyond])]
    if sort.key not in NULLABLE:
        return _ordered(names, sort, conditions).limit(limit).offset(offset)
    column = SORT_COLUMNS[sort.key]
    if not is_known:
        return _ordered(names, sort, [*conditions, column.is_(None)]).limit(limit)
    reach = limit if offset is None else bindparam("reach")
    known = _ordered(names, sort, [*conditions, column.is_not(None)]).limit(reach)
    lacking = [*search_conditions(dialect, names), column.is_(None)]
    last = _ordered(names, sort, lacking).limit(reach)
    parts = [
        select(_number(n).label("part"), *part.subquery().c) for n, part in enumerate((known, last))
    ]
    both = union_all(*parts).subquery()
    key = _directed(sort, both.c[SORT_VALUE], both.c.order_id)
    return select(*both.c).order_by(both.c.part, *key).limit(limit).offset(offset)


def _ordered(
    names: frozenset[str], sort: Sort, conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    matches = select(*_columns(sort)).select_from(searched_tables(names)).where(*conditions)
    return matches.order_by(*_directed(sort, *_sort_key(names, sort)))


def _columns(sort: Sort) -> list[ColumnElement[Any]]:
    return [
        *(orders.c[key] for key in _SUMMARY if key != "customer"),
        *(orders.c[f"customer_{key}"] for key in _CUSTOMER),
        SORT_COLUMNS[sort.key].label(SORT_VALUE),
    ]


def _directed(sort: Sort, *key: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [part.desc() if sort.descending else part.asc() for part in key]


def _sort_key(names: frozenset[str], sort: Sort) -> list[ColumnElement[Any]]:
    if (labels := label_tables(names)) and sort.key in TIMES:
        return [labels[0].c[sort.key.value], labels[0].c.order_id]
    column: ColumnElement[Any] = SORT_COLUMNS[sort.key]
    if names & _FEW or ("late" in names and sort.key is not SortKey.SHIP_BY):
        # An expression keeps the planner from scanning all orders in sort order: it finds the few
        # matches by their own index and sorts them.
        column = func.coalesce(column, column)
    return [column, orders.c.order_id]


def _whole(dialect: str, matches: SelectBase, more: Mapping[str, Any]) -> Select[Any]:
    # Documents are built of the page's rows only, not of all rows that are sorted.
    found = matches.subquery("found")
    documents = select(gathered(dialect, _summary(dialect, found))).scalar_subquery()
    return select(as_text(document(dialect, {"orders": documents, **more})))


def _summary(dialect: str, found: FromClause) -> ColumnElement[Any]:
    """Return the summary of an order, and its sort value."""
    customer = document(dialect, {key: found.c[f"customer_{key}"] for key in _CUSTOMER})
    fields = {key: customer if key == "customer" else found.c[key] for key in _SUMMARY}
    return document(dialect, {**fields, SORT_VALUE: found.c[SORT_VALUE]})
