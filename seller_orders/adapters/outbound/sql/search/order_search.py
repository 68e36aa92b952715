"""Order search in SQL: keyset pages, with page numbers on top."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Any, Final, get_type_hints

from attrs import frozen
from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.orders.order_mapping import attribute_digest
from seller_orders.adapters.outbound.sql.orders.search_data import folded_beginning
from seller_orders.adapters.outbound.sql.orders.stored_words import having_words, query_text
from seller_orders.adapters.outbound.sql.schema.column_types import UtcDateTime, read_document
from seller_orders.adapters.outbound.sql.schema.tables import (
    IS_LISTED,
    KIND_OF_ORDER,
    fulfillments,
    order_attributes,
    order_awbs,
    order_counts,
    order_external_ids,
    order_lines,
    order_tags,
    orders,
)
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import (
    as_text,
    document,
    gathered,
    moment,
)
from seller_orders.adapters.shared.wire import order_summary
from seller_orders.application.order_words import words_of_query
from seller_orders.application.ports.order_search import (
    NULLABLE,
    Found,
    OrderFilters,
    OrderSummary,
    Position,
    Sort,
    SortKey,
)
from seller_orders.application.text_folding import folded
from seller_orders.domain.money import LIMIT, SCALE, amount_of

_LAST_CHARACTER: Final = "\U0010ffff"
_LONGEST: Final = 1500
_SURROGATES: Final = range(0xD800, 0xE000)
_KEPT_STATEMENTS: Final = 1_000
_FEW: Final = frozenset({"awb", "external_id", "number", "words"})
"""Filters that match few orders."""

_RARE_OR_COMMON: Final = frozenset({"sku", "words"})
"""Filters whose best plan depends on the value."""

_COUNTED: Final = {*KIND_OF_ORDER, *(f"{n}es" for n in KIND_OF_ORDER if n.endswith("status"))}
"""Filters whose matches ``order_counts`` already counts."""

_LABELS: Final[Mapping[str, tuple[Table, str]]] = {
    "tag": (order_tags, "tag"),
    "attribute": (order_attributes, "digest"),
}
"""Filters by a table with the orders' times, and that table's column."""

_TIMES: Final = frozenset({SortKey.CREATED_AT, SortKey.UPDATED_AT})
_SORT_COLUMNS: Final = {
    key: orders.c.number_key if key is SortKey.ORDER_NUMBER else orders.c[key.value]
    for key in SortKey
}
_CUSTOMER: Final = tuple(get_type_hints(order_summary.CustomerSummary))
_SUMMARY: Final = tuple(get_type_hints(order_summary.OrderSummary))
_SORT_VALUE: Final = "sort_value"


@frozen
class SqlOrderSearch:
    """Searches with one statement, built once for each combination of filters."""

    store: Store

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return up to ``limit`` matches that follow a position."""
        given = _given(self.store.dialect.name, domain_id, filters)
        is_known = position.value is not None
        statement = _following(
            self.store.dialect.name, frozenset(given), sort, limit + 1, is_known=is_known
        )
        place = {"order_id": position.order_id} | ({"value": position.value} if is_known else {})
        anew = not _is_in_sequence(given, sort)
        (text,) = self._read(domain_id, statement, given | place, anew=anew)
        return _found(read_document(text)["orders"], sort, limit)

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return up to ``limit`` matches from an offset, and the number of all matches."""
        given = _given(self.store.dialect.name, domain_id, filters)
        statement = _page(self.store.dialect.name, frozenset(given), sort, limit + 1)
        # The number of rows to count depends on the values as well.
        anew = not (_is_in_sequence(given, sort) and given.keys() <= _COUNTED)
        values = given | {"offset": offset, "reach": offset + limit + 1}
        (text,) = self._read(domain_id, statement, values, anew=anew)
        found = read_document(text)
        return _found(found["orders"], sort, limit), found["total"]

    def _read(
        self, domain_id: str, statement: Select[Any], values: Mapping[str, Any], *, anew: bool
    ) -> Sequence[Any]:
        words = values.get("words")
        return read(self.store, domain_id, statement, values, words=words, force_custom_plan=anew)


def _is_in_sequence(given: Mapping[str, object], sort: Sort) -> bool:
    # Without an index in the sort order, the best plan depends on the number of matches: sort
    # them, or scan all orders in sequence.
    return len(given) - 1 <= (sort.key in _TIMES) and not given.keys() & _RARE_OR_COMMON


def _given(dialect: str, domain_id: str, filters: OrderFilters) -> dict[str, object]:
    """Return the values that restrict a search, by parameter name."""
    given: dict[str, object] = {
        "domain_id": domain_id,
        "customer_id": filters.customer_id,
        "store_id": filters.store_id,
        "created_from": filters.created_from,
        "created_to": filters.created_to,
        "updated_from": filters.updated_from,
        "updated_to": filters.updated_to,
        "total_min": _units(filters.total_min, ROUND_CEILING),
        "total_max": _units(filters.total_max, ROUND_FLOOR),
        "country": filters.country,
        "sku": filters.sku,
        "tag": filters.tag,
        "awb": filters.awb,
        "attribute": filters.attribute and attribute_digest(*filters.attribute),
    }
    if filters.external_id is not None:
        given["system"], given["external_id"] = filters.external_id
    for name, values in (
        ("status", filters.statuses),
        ("payment_status", filters.payment_statuses),
        ("fulfillment_status", filters.fulfillment_statuses),
        ("financial_status", filters.financial_statuses),
    ):
        # A single value lets the index deliver its matches in sort order.
        if len(values) == 1:
            (given[name],) = values
        elif values:
            given[f"{name}es"] = sorted(values)
    if filters.number_begins_or_ends_with is not None:
        number = folded(filters.number_begins_or_ends_with)
        ends = {"number": number, "reversed": number[::-1]}
        for name, beginning in ends.items():
            given[name] = folded_beginning(beginning)
            given[f"{name}_beyond"] = _first_beyond(folded_beginning(beginning))
    if words := words_of_query(filters.words or ""):
        given["words"] = query_text(dialect, domain_id, words)
    return {name: value for name, value in given.items() if value is not None}


def _units(amount: Decimal | None, rounding: str) -> int | None:
    """Return a total as it is stored, rounded to the next one that a filter may match."""
    if amount is None:
        return None
    whole = int((amount * SCALE).to_integral_value(rounding))
    return min(max(whole, -1), LIMIT * SCALE)


@lru_cache(_KEPT_STATEMENTS)
def _following(
    dialect: str, names: frozenset[str], sort: Sort, limit: int, *, is_known: bool
) -> Select[Any]:
    """Return the statement of a page after a position, which may have no sort value."""
    column, order_id = _sort_key(names, sort)
    place = bindparam("order_id", type_=orders.c.order_id.type)
    beyond: ColumnElement[bool]
    if is_known:
        value = bindparam("value", type_=_SORT_COLUMNS[sort.key].type)
        here, there = tuple_(column, order_id), tuple_(value, place)
        beyond = here < there if sort.descending else here > there
    else:
        beyond = order_id < place if sort.descending else order_id > place
    return _whole(dialect, _sorted(dialect, names, sort, _number(limit), beyond, is_known), {})


@lru_cache(_KEPT_STATEMENTS)
def _page(dialect: str, names: frozenset[str], sort: Sort, limit: int) -> Select[Any]:
    matches = _sorted(dialect, names, sort, _number(limit), offset=bindparam("offset"))
    return _whole(dialect, matches, {"total": _total(dialect, names).scalar_subquery()})


def _total(dialect: str, names: frozenset[str]) -> Select[Any]:
    if names <= _COUNTED:
        counted = _of_kind(order_counts, dialect)
        where = [counted[name] for name in sorted(names)]
        return select(func.coalesce(func.sum(order_counts.c.delta), 0)).where(*where)
    where = _conditions(dialect, names)
    return select(func.count()).select_from(_searched(names)).where(*where)


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
    conditions = [*_conditions(dialect, names), *([] if beyond is None else [beyond])]
    if sort.key not in NULLABLE:
        return _ordered(names, sort, conditions).limit(limit).offset(offset)
    column = _SORT_COLUMNS[sort.key]
    if not is_known:
        return _ordered(names, sort, [*conditions, column.is_(None)]).limit(limit)
    reach = limit if offset is None else bindparam("reach")
    known = _ordered(names, sort, [*conditions, column.is_not(None)]).limit(reach)
    lacking = [*_conditions(dialect, names), column.is_(None)]
    last = _ordered(names, sort, lacking).limit(reach)
    parts = [
        select(_number(n).label("part"), *part.subquery().c) for n, part in enumerate((known, last))
    ]
    both = union_all(*parts).subquery()
    key = _directed(sort, both.c[_SORT_VALUE], both.c.order_id)
    return select(*both.c).order_by(both.c.part, *key).limit(limit).offset(offset)


def _ordered(
    names: frozenset[str], sort: Sort, conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    columns = [
        *(orders.c[key] for key in _SUMMARY if key != "customer"),
        *(orders.c[f"customer_{key}"] for key in _CUSTOMER),
        _SORT_COLUMNS[sort.key].label(_SORT_VALUE),
    ]
    matches = select(*columns).select_from(_searched(names)).where(*conditions)
    return matches.order_by(*_directed(sort, *_sort_key(names, sort)))


def _directed(sort: Sort, *key: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    return [part.desc() if sort.descending else part.asc() for part in key]


def _searched(names: frozenset[str]) -> FromClause:
    searched: FromClause = orders
    for table in _labels(names):
        is_of_order = [table.c[name] == orders.c[name] for name in ("domain_id", "order_id")]
        searched = table.join(searched, and_(*is_of_order))
    return searched


def _labels(names: frozenset[str]) -> list[Table]:
    return [table for name, (table, _) in _LABELS.items() if name in names]


def _whole(dialect: str, matches: Select[Any], more: Mapping[str, Any]) -> Select[Any]:
    # Documents are built of the page's rows only, not of all rows that are sorted.
    found = matches.subquery("found")
    documents = select(gathered(dialect, _summary(dialect, found))).scalar_subquery()
    return select(as_text(document(dialect, {"orders": documents, **more})))


def _summary(dialect: str, found: FromClause) -> ColumnElement[Any]:
    """Return the summary of an order, and its sort value."""
    customer = document(dialect, {key: found.c[f"customer_{key}"] for key in _CUSTOMER})
    fields = {key: customer if key == "customer" else found.c[key] for key in _SUMMARY}
    return document(dialect, {**fields, _SORT_VALUE: found.c[_SORT_VALUE]})


def _conditions(dialect: str, names: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = {
        **_of_kind(orders, dialect),
        "customer_id": orders.c.customer_id == bindparam("customer_id"),
        "created_from": orders.c.created_at >= bindparam("created_from"),
        "created_to": orders.c.created_at <= bindparam("created_to"),
        "updated_from": orders.c.updated_at >= bindparam("updated_from"),
        "updated_to": orders.c.updated_at <= bindparam("updated_to"),
        "total_min": orders.c.total >= bindparam("total_min"),
        "total_max": orders.c.total <= bindparam("total_max"),
        "country": orders.c.country == bindparam("country"),
        "sku": _has_sku(),
        "words": orders.c.order_id.in_(having_words(dialect)),
        **{
            name: and_(
                table.c.domain_id == bindparam("domain_id"), table.c[column] == bindparam(name)
            )
            for name, (table, column) in _LABELS.items()
        },
        "awb": _has_awb(),
        "external_id": _has_external_id(),
        # Repeated in each branch: SQLite chooses the index of a branch by its own conditions.
        "number": or_(
            and_(IS_LISTED, _begins_with(orders.c.number_folded, "number")),
            and_(IS_LISTED, _begins_with(orders.c.number_reversed, "reversed")),
        ),
    }
    return [IS_LISTED, *(conditions[name] for name in sorted(names & conditions.keys()))]


def _of_kind(table: Table, dialect: str) -> dict[str, ColumnElement[bool]]:
    """Return the conditions on the columns that ``order_counts`` is grouped by."""
    one = {name: table.c[name] == bindparam(name) for name in KIND_OF_ORDER}
    statuses = [name for name in KIND_OF_ORDER if name.endswith("status")]
    return one | {f"{name}es": is_one_of(table.c[name], f"{name}es", dialect) for name in statuses}


def _has_sku() -> ColumnElement[bool]:
    of_domain = order_lines.c.domain_id == bindparam("domain_id")
    sold = select(order_lines.c.order_id).where(of_domain)
    return orders.c.order_id.in_(sold.where(order_lines.c.sku == bindparam("sku")))


def _has_awb() -> ColumnElement[bool]:
    # A union instead of OR: PostgreSQL then finds the few orders by their key.
    shipped = [
        select(table.c.order_id).where(
            table.c.domain_id == bindparam("domain_id"), table.c.awb == bindparam("awb")
        )
        for table in (fulfillments, order_awbs)
    ]
    return orders.c.order_id.in_(union_all(*shipped))


def _has_external_id() -> ColumnElement[bool]:
    table = order_external_ids
    is_it = [table.c[name] == bindparam(name) for name in ("system", "external_id")]
    of_domain = table.c.domain_id == bindparam("domain_id")
    return orders.c.order_id == select(table.c.order_id).where(of_domain, *is_it).scalar_subquery()


def _begins_with(column: Column[str], name: str) -> ColumnElement[bool]:
    # A range instead of LIKE: a plain index serves it, and the text needs no escaping.
    return and_(column >= bindparam(name), column < bindparam(f"{name}_beyond"))


def _first_beyond(prefix: str) -> str:
    """Return the least text greater than every stored text with the prefix."""
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return _LAST_CHARACTER * (_LONGEST + 1)
    following = ord(stem[-1]) + 1
    is_surrogate = _SURROGATES.start <= following < _SURROGATES.stop
    return stem[:-1] + chr(_SURROGATES.stop if is_surrogate else following)


def _sort_key(names: frozenset[str], sort: Sort) -> list[ColumnElement[Any]]:
    if (labels := _labels(names)) and sort.key in _TIMES:
        return [labels[0].c[sort.key.value], labels[0].c.order_id]
    column: ColumnElement[Any] = _SORT_COLUMNS[sort.key]
    if names & _FEW:
        # An expression keeps the planner from scanning all orders in sort order: it finds the few
        # matches by their own index and sorts them.
        column = func.coalesce(column, column)
    return [column, orders.c.order_id]


def _found(rows: list[dict[str, Any]] | None, sort: Sort, limit: int) -> Found:
    values = [(row.pop(_SORT_VALUE), row["order_id"]) for row in rows or ()]
    shown = [_summarized(row) for row in (rows or ())[:limit]]
    return Found(shown, _position(*values[limit - 1], sort) if len(values) > limit else None)


def _position(value: Any, order_id: str, sort: Sort) -> Position:
    is_time = isinstance(_SORT_COLUMNS[sort.key].type, UtcDateTime)
    return Position(moment(value) if is_time and value is not None else value, order_id)


def _summarized(row: Mapping[str, Any]) -> OrderSummary:
    read = {
        "total": amount_of(row["total"]),
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
        "ship_by": row["ship_by"] and moment(row["ship_by"]),
        "external_ids": dict(sorted(row["external_ids"].items())),
    }
    return {**row, **read}
