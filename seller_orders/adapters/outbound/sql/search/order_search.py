"""Order search in SQL: keyset pages, with page numbers on top."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Select

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.orders.full_text_index import index_query
from seller_orders.adapters.outbound.sql.schema.column_types import UtcDateTime, read_document
from seller_orders.adapters.outbound.sql.search.filter_values import given_values
from seller_orders.adapters.outbound.sql.search.page_statements import (
    COUNTED,
    SORT_COLUMNS,
    SORT_VALUE,
    TIMES,
    page_after,
    page_from_offset,
)
from seller_orders.adapters.outbound.sql.statements.json_rows import moment
from seller_orders.application.order_words import words_of_query
from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    OrderSummary,
    Position,
    Sort,
)
from seller_orders.domain.money import amount_of

_RARE_OR_COMMON: Final = frozenset({"late", "sku", "words"})
"""Filters whose best plan depends on the value."""


@frozen
class SqlOrderSearch:
    """Searches with one statement, built once for each combination of filters."""

    store: Store

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return up to ``limit`` matches that follow a position."""
        given = given_values(self.store.dialect.name, domain_id, filters)
        is_known = position.value is not None
        statement = page_after(
            self.store.dialect.name, frozenset(given), sort, limit + 1, is_known=is_known
        )
        place = {"order_id": position.order_id} | ({"value": position.value} if is_known else {})
        anew = not _is_in_sequence(given, sort)
        (text,) = self._read(domain_id, filters, statement, given | place, anew=anew)
        return _found(read_document(text)["orders"], sort, limit)

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return up to ``limit`` matches from an offset, and the number of all matches."""
        given = given_values(self.store.dialect.name, domain_id, filters)
        statement = page_from_offset(self.store.dialect.name, frozenset(given), sort, limit + 1)
        # The number of rows to count depends on the values as well.
        anew = not (_is_in_sequence(given, sort) and given.keys() <= COUNTED)
        values = given | {"offset": offset, "reach": offset + limit + 1}
        (text,) = self._read(domain_id, filters, statement, values, anew=anew)
        found = read_document(text)
        return _found(found["orders"], sort, limit), found["total"]

    def _read(
        self,
        domain_id: str,
        filters: OrderFilters,
        statement: Select[Any],
        values: Mapping[str, Any],
        *,
        anew: bool,
    ) -> Sequence[Any]:
        wanted = words_of_query(filters.words or "")
        words = index_query(self.store.dialect.name, domain_id, wanted) if wanted else None
        return read(self.store, domain_id, statement, values, words=words, force_custom_plan=anew)


def _is_in_sequence(given: Mapping[str, object], sort: Sort) -> bool:
    # Without an index in the sort order, the best plan depends on the number of matches: sort
    # them, or scan all orders in sequence.
    return len(given) - 1 <= (sort.key in TIMES) and not given.keys() & _RARE_OR_COMMON


def _found(rows: list[dict[str, Any]] | None, sort: Sort, limit: int) -> Found:
    values = [(row.pop(SORT_VALUE), row["order_id"]) for row in rows or ()]
    shown = [_summarized(row) for row in (rows or ())[:limit]]
    return Found(shown, _position(*values[limit - 1], sort) if len(values) > limit else None)


def _position(value: Any, order_id: str, sort: Sort) -> Position:
    is_time = isinstance(SORT_COLUMNS[sort.key].type, UtcDateTime)
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
