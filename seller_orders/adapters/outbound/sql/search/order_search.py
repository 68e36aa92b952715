"""Order search in SQL: keyset pages, with page numbers on top."""

from collections.abc import Mapping
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
from seller_orders.adapters.outbound.sql.orders.order_mapping import attribute_digest, casefolded
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.tables import (
    IS_LISTED,
    KIND_OF_ORDER,
    fulfillments,
    order_attributes,
    order_awbs,
    order_counts,
    order_external_ids,
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
from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    OrderSummary,
    Position,
    Sort,
    SortKey,
)
from seller_orders.domain.money import amount_of

_LAST_CHARACTER: Final = "\U0010ffff"
_LONGEST: Final = 1500
_SURROGATES: Final = range(0xD800, 0xE000)
_KEPT_STATEMENTS: Final = 1_000
_FEW: Final = frozenset({"awb", "external_id", "number"})
"""Filters that match few orders."""

_COUNTED: Final = {*KIND_OF_ORDER, *(f"{n}es" for n in KIND_OF_ORDER if n.endswith("status"))}
"""Filters whose matches ``order_counts`` already counts."""

_LABELS: Final[Mapping[str, tuple[Table, str]]] = {
    "tag": (order_tags, "tag"),
    "attribute": (order_attributes, "digest"),
}
"""Filters by a table with the orders' times, and that table's column."""

_TIMES: Final = frozenset({SortKey.CREATED_AT, SortKey.UPDATED_AT})
_SORT_COLUMNS: Final = {key: orders.c[key.value] for key in SortKey}


@frozen
class SqlOrderSearch:
    """Searches with one statement, built once for each combination of filters."""

    store: Store

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return up to ``limit`` matches that follow a position."""
        given = _given(domain_id, filters)
        statement = _following(self.store.dialect.name, frozenset(given), sort, limit + 1)
        place = {"value": position.value, "order_id": position.order_id}
        anew = not _is_in_sequence(given, sort)
        (text,) = read(self.store, domain_id, statement, given | place, force_custom_plan=anew)
        return _found(read_document(text)["orders"], sort, limit)

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return up to ``limit`` matches from an offset, and the number of all matches."""
        given = _given(domain_id, filters)
        statement = _page(self.store.dialect.name, frozenset(given), sort, limit + 1)
        # The number of rows to count depends on the values as well.
        anew = not (_is_in_sequence(given, sort) and given.keys() <= _COUNTED)
        values = given | {"offset": offset}
        (text,) = read(self.store, domain_id, statement, values, force_custom_plan=anew)
        found = read_document(text)
        return _found(found["orders"], sort, limit), found["total"]


def _is_in_sequence(given: Mapping[str, object], sort: Sort) -> bool:
    # Without an index in the sort order, the best plan depends on the number of matches: sort
    # them, or scan all orders in sequence.
    return len(given) - 1 <= (sort.key in _TIMES)


def _given(domain_id: str, filters: OrderFilters) -> dict[str, object]:
    """Return the values that restrict a search, by parameter name."""
    given: dict[str, object] = {
        "domain_id": domain_id,
        "customer_id": filters.customer_id,
        "store_id": filters.store_id,
        "created_from": filters.created_from,
        "created_to": filters.created_to,
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
        number = casefolded(filters.number_begins_or_ends_with)
        given |= {"number": number, "number_beyond": _first_beyond(number)}
        given |= {"reversed": number[::-1], "reversed_beyond": _first_beyond(number[::-1])}
    return {name: value for name, value in given.items() if value is not None}


@lru_cache(_KEPT_STATEMENTS)
def _following(dialect: str, names: frozenset[str], sort: Sort, limit: int) -> Select[Any]:
    key = _sort_key(names, sort)
    value = bindparam("value", type_=_SORT_COLUMNS[sort.key].type)
    place = tuple_(value, bindparam("order_id", type_=orders.c.order_id.type))
    beyond = tuple_(*key) < place if sort.descending else tuple_(*key) > place
    matches = _matches(dialect, names, sort, beyond)
    return _whole(dialect, matches.limit(literal_column(str(limit))), {})


@lru_cache(_KEPT_STATEMENTS)
def _page(dialect: str, names: frozenset[str], sort: Sort, limit: int) -> Select[Any]:
    matches = _matches(dialect, names, sort)
    page = matches.limit(literal_column(str(limit))).offset(bindparam("offset"))
    return _whole(dialect, page, {"total": _total(dialect, names).scalar_subquery()})


def _total(dialect: str, names: frozenset[str]) -> Select[Any]:
    if names <= _COUNTED:
        counted = _of_kind(order_counts, dialect)
        where = [counted[name] for name in sorted(names)]
        return select(func.coalesce(func.sum(order_counts.c.delta), 0)).where(*where)
    where = _conditions(dialect, names)
    return select(func.count()).select_from(_searched(names)).where(*where)


def _matches(
    dialect: str, names: frozenset[str], sort: Sort, *beyond: ColumnElement[bool]
) -> Select[Any]:
    key = _sort_key(names, sort)
    matches = select(_summary(dialect).label("summary")).select_from(_searched(names))
    matches = matches.where(*_conditions(dialect, names), *beyond)
    return matches.order_by(*(part.desc() if sort.descending else part.asc() for part in key))


def _searched(names: frozenset[str]) -> FromClause:
    searched: FromClause = orders
    for table in _labels(names):
        is_of_order = [table.c[name] == orders.c[name] for name in ("domain_id", "order_id")]
        searched = table.join(searched, and_(*is_of_order))
    return searched


def _labels(names: frozenset[str]) -> list[Table]:
    return [table for name, (table, _) in _LABELS.items() if name in names]


def _whole(dialect: str, matches: Select[Any], more: Mapping[str, Any]) -> Select[Any]:
    found = select(gathered(dialect, matches.subquery("found").c.summary)).scalar_subquery()
    return select(as_text(document(dialect, {"orders": found, **more})))


def _summary(dialect: str) -> ColumnElement[Any]:
    """Return the summary of an order: its fields are the columns of the same name."""
    customer = {
        key: orders.c[f"customer_{key}"] for key in get_type_hints(order_summary.CustomerSummary)
    }
    keys = get_type_hints(order_summary.OrderSummary)
    columns = {key: orders.c[key] for key in keys if key != "customer"}
    documents = {"customer": document(dialect, customer)}
    return document(dialect, {key: (documents | columns)[key] for key in keys})


def _conditions(dialect: str, names: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = {
        **_of_kind(orders, dialect),
        "customer_id": orders.c.customer_id == bindparam("customer_id"),
        "created_from": orders.c.created_at >= bindparam("created_from"),
        "created_to": orders.c.created_at <= bindparam("created_to"),
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
    rows = rows or []
    shown = [_summarized(row) for row in rows[:limit]]
    return Found(shown, _position(rows[limit - 1], sort) if len(rows) > limit else None)


def _position(row: Mapping[str, Any], sort: Sort) -> Position:
    value = row[sort.key.value]
    return Position(moment(value) if sort.key in _TIMES else value, row["order_id"])


def _summarized(row: Mapping[str, Any]) -> OrderSummary:
    read = {
        "total": amount_of(row["total"]),
        "created_at": moment(row["created_at"]),
        "updated_at": moment(row["updated_at"]),
        "ship_by": row["ship_by"] and moment(row["ship_by"]),
        "external_ids": dict(sorted(row["external_ids"].items())),
    }
    return {**row, **read}
