"""Searching orders in SQL: keyset pages underneath, page numbers on top."""

from typing import Any, Final

from attrs import frozen
from sqlalchemy import ColumnElement, Engine, Select, and_, func, or_, select, tuple_

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.mapping import folded
from seller_orders.adapters.outbound.sql.tables import IS_LISTED, fulfillments, order_tags, orders
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
_SURROGATES: Final = range(0xD800, 0xE000)

_SORT_COLUMNS: Final = {key: orders.c[key.value] for key in SortKey}

_SUMMARY: Final = select(
    orders.c.order_id,
    orders.c.order_number,
    orders.c.domain_id,
    orders.c.store_id,
    orders.c.status,
    orders.c.payment_status,
    orders.c.fulfillment_status,
    orders.c.financial_status,
    orders.c.customer_id,
    orders.c.customer_name,
    orders.c.currency,
    orders.c.total,
    orders.c.item_count,
    orders.c.tags,
    orders.c.created_at,
    orders.c.updated_at,
    orders.c.version,
)


@frozen
class SqlOrderSearch:
    """Searches in transactions of its own that change and lock nothing."""

    engine: Engine

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return up to ``limit`` matches that follow a position."""
        key = _sort_key(filters, sort)
        place = tuple_(position.value, position.order_id)
        beyond = tuple_(*key) < place if sort.descending else tuple_(*key) > place
        matches = _sorted(_SUMMARY.where(*_matching(domain_id, filters), beyond), key, sort)
        with connected(self.engine, rows_of=domain_id) as connection:
            rows = connection.execute(matches.limit(limit + 1)).all()
        return _found(rows, sort, limit)

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return up to ``limit`` matches from an offset, and the number of all matches."""
        where = _matching(domain_id, filters)
        count = select(func.count()).select_from(orders).where(*where)
        matches = _sorted(_SUMMARY.where(*where), _sort_key(filters, sort), sort)
        matches = matches.offset(offset).limit(limit + 1)
        with connected(self.engine, rows_of=domain_id) as connection:
            total = connection.execute(count).scalar_one()
            rows = connection.execute(matches).all() if offset < total else []
        return _found(rows, sort, limit), total


def _matching(domain_id: str, filters: OrderFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [orders.c.domain_id == domain_id, IS_LISTED]
    for column, values in (
        (orders.c.status, filters.statuses),
        (orders.c.payment_status, filters.payment_statuses),
        (orders.c.fulfillment_status, filters.fulfillment_statuses),
        (orders.c.financial_status, filters.financial_statuses),
    ):
        if values:
            conditions.append(column.in_(sorted(values)))
    if filters.customer_id is not None:
        conditions.append(orders.c.customer_id == filters.customer_id)
    if filters.store_id is not None:
        conditions.append(orders.c.store_id == filters.store_id)
    if filters.created_from is not None:
        conditions.append(orders.c.created_at >= filters.created_from)
    if filters.created_to is not None:
        conditions.append(orders.c.created_at <= filters.created_to)
    if filters.tag is not None:
        conditions.append(_has(order_tags, domain_id, order_tags.c.tag == filters.tag))
    if filters.awb is not None:
        conditions.append(_has(fulfillments, domain_id, fulfillments.c.awb == filters.awb))
    if filters.number_begins_or_ends_with is not None:
        number = folded(filters.number_begins_or_ends_with)
        begins = _begins_with(orders.c.number_folded, number)
        ends = _begins_with(orders.c.number_reversed, number[::-1])
        # Said in each branch: SQLite uses an index for a branch by what that says alone.
        conditions.append(or_(and_(IS_LISTED, begins), and_(IS_LISTED, ends)))
    return conditions


def _has(table: Any, domain_id: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return orders.c.order_id.in_(
        select(table.c.order_id).where(table.c.domain_id == domain_id, condition)
    )


def _begins_with(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    # A range, not LIKE: a plain index serves it, and the text needs no escaping.
    beyond = _first_beyond(text)
    return and_(column >= text, column < beyond) if beyond else column >= text


def _first_beyond(prefix: str) -> str:
    """Return the least text that is greater than all that begin so; none: empty."""
    stem = prefix.rstrip(_LAST_CHARACTER)
    if not stem:
        return ""
    following = ord(stem[-1]) + 1
    is_surrogate = _SURROGATES.start <= following < _SURROGATES.stop
    return stem[:-1] + chr(_SURROGATES.stop if is_surrogate else following)


def _sort_key(filters: OrderFilters, sort: Sort) -> list[ColumnElement[Any]]:
    column: ColumnElement[Any] = _SORT_COLUMNS[sort.key]
    if filters.awb is not None or filters.number_begins_or_ends_with is not None:
        # Few match these. As an expression the key tempts no planner to walk through all orders in
        # its sequence, looking for them, rather than find them by their own index and sort.
        column = func.coalesce(column, column)
    return [column, orders.c.order_id]


def _sorted(statement: Select[Any], key: list[ColumnElement[Any]], sort: Sort) -> Select[Any]:
    return statement.order_by(*(part.desc() if sort.descending else part.asc() for part in key))


def _found(rows: Any, sort: Sort, limit: int) -> Found:
    shown = rows[:limit]
    more = len(rows) > limit
    last = Position(getattr(shown[-1], sort.key), shown[-1].order_id) if more else None
    return Found([_summary(row) for row in shown], last)


def _summary(row: Any) -> OrderSummary:
    return {
        "order_id": row.order_id,
        "order_number": row.order_number,
        "domain_id": row.domain_id,
        "store_id": row.store_id,
        "status": row.status,
        "payment_status": row.payment_status,
        "fulfillment_status": row.fulfillment_status,
        "financial_status": row.financial_status,
        "customer": {"id": row.customer_id, "name": row.customer_name},
        "currency": row.currency,
        "total": amount_of(row.total),
        "item_count": row.item_count,
        "tags": row.tags,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "version": row.version,
    }
