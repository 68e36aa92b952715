"""Loads orders: one statement returns one JSON document for each order.

That costs the driver a fraction of a statement per table and a value per column.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Final

import msgspec
from attrs import frozen
from msgspec.structs import asdict
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    select,
)

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import execute_batch, read
from seller_orders.adapters.outbound.sql.orders.order_columns import column_names
from seller_orders.adapters.outbound.sql.orders.order_mapping import Row, RowsOfOrder, rows_to_order
from seller_orders.adapters.outbound.sql.orders.row_projections import COLUMNS
from seller_orders.adapters.outbound.sql.orders.search_data import SEARCH_COLUMNS
from seller_orders.adapters.outbound.sql.refunds.refund_rows import with_settled_parts
from seller_orders.adapters.outbound.sql.schema.column_types import UtcDateTime, document_decoder
from seller_orders.adapters.outbound.sql.schema.order_tables import (
    fulfillments,
    order_lines,
    orders,
    restocks,
    timeline,
)
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, tenders
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import (
    as_text,
    document,
    gathered,
    moment,
    rfc_3339,
    values,
)
from seller_orders.adapters.shared.wire.history_codec import timeline_view
from seller_orders.adapters.shared.wire.timeline_documents import EntryDocument
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus

_PARTS: Final = (order_lines, fulfillments, tenders, refunds, restocks)
_KEY: Final = frozenset({"domain_id", "order_id"})
# These columns serve searches; neither the order nor the counts need them.
_NOT_READ: Final = frozenset(SEARCH_COLUMNS) - {"search_version"}
_TIMES: Final = {
    table: [name for name in column_names(table) if isinstance(table.c[name].type, UtcDateTime)]
    for table in (orders, *_PARTS)
}
_COLUMNS: Final = {
    part: tuple(name for name in column_names(part) if name not in _KEY) for part in _PARTS
}
"""The columns of a part's row in the document, an array without names."""


@frozen
class LockedOrder:
    """An order with what is stored beside it.

    ``is_searchable`` is False if its search data is incomplete or obsolete: earlier releases do not
    write all of it.
    """

    order: Order
    is_searchable: bool
    is_archived: bool


class _StoredEntry(msgspec.Struct, array_like=True):
    position: int
    entry: EntryDocument


_HEADS: Final = ("head", "more")
"""The order's own columns, in two documents: one would have too many fields."""


def _rows_type(part: Table) -> Any:
    fields = [(name, Any) for name in _COLUMNS[part]]
    row: Any = msgspec.defstruct(part.name, fields, array_like=True, gc=False)
    return list[row] | None


_Whole: Final = msgspec.defstruct(
    "_Whole",
    [
        *((name, dict[str, Any]) for name in _HEADS),
        *((str(part.name), _rows_type(part)) for part in _PARTS),
        (str(timeline.name), list[_StoredEntry] | None),
    ],
)
_read_whole: Final = document_decoder(_Whole)


def read_rows(store: Store, domain_id: str, order_ids: Collection[str]) -> Iterator[RowsOfOrder]:
    """Read the rows of the existing orders of some ids."""
    wanted, is_one = _wanted(domain_id, order_ids)
    reading = _reading(store.dialect.name, is_one=is_one)
    return map(_rows_of, read(store, domain_id, reading, wanted))


def lock_orders(
    connection: Connection, domain_id: str, order_ids: Collection[str]
) -> Mapping[str, LockedOrder]:
    """Lock the existing orders of some ids, in the order of their ids, and return them by id."""
    dialect = connection.dialect.name
    wanted, is_one = _wanted(domain_id, order_ids)
    # A separate statement locks, so that the read sees the state after the wait.
    # On SQLite a write transaction has locked the whole file.
    locking = [] if dialect == "sqlite" else [_locking(dialect, is_one=is_one)]
    reading = _reading(dialect, is_one=is_one)
    calls = [(statement, wanted) for statement in (*locking, reading)]
    found = [_locked(_rows_of(text)) for text in execute_batch(connection, *calls).column]
    return {each.order.id: each for each in found}


def _locked(rows: RowsOfOrder) -> LockedOrder:
    (row,) = rows[orders]
    order = rows_to_order(rows)
    is_current = row["search_version"] == row["version"]
    return LockedOrder(
        order,
        is_searchable=is_current and row["held_until"] == order.held_until,
        is_archived=row["archived_at"] is not None,
    )


def _wanted(domain_id: str, order_ids: Collection[str]) -> tuple[dict[str, Any], bool]:
    """Return the parameters of the orders with some ids, and whether it is one order."""
    if len(order_ids) == 1:
        return {"domain_id": domain_id, "order_id": next(iter(order_ids))}, True
    return {"domain_id": domain_id, "order_ids": list(order_ids)}, False


@cache
def _locking(dialect: str, *, is_one: bool) -> Select[Any]:
    ids = select(orders.c.order_id).where(*_are_wanted(dialect, is_one=is_one))
    return ids.order_by(orders.c.order_id).with_for_update()


@cache
def _reading(dialect: str, *, is_one: bool) -> Select[Any]:
    parts: dict[str, Any] = {
        part.name: select(gathered(dialect, values(dialect, (part.c[n] for n in _COLUMNS[part]))))
        .where(_is_of_domain(part), part.c.order_id == orders.c.order_id)
        .scalar_subquery()
        for part in _PARTS
    }
    parts[timeline.name] = _reading_timeline(dialect)
    heads = {
        name: document(dialect, dict(columns))
        for name, columns in zip(_HEADS, _halves(_head_columns()), strict=True)
    }
    whole = as_text(document(dialect, heads | parts))
    return select(whole).where(*_are_wanted(dialect, is_one=is_one))


def _reading_timeline(dialect: str) -> ColumnElement[Any]:
    """Return the entries in the form of responses, so that no value is built for each."""
    entry: dict[str, Any] = {
        key: timeline.c[COLUMNS[timeline][path]] for key, path in timeline_view.paths.items()
    }
    entry["at"] = rfc_3339(dialect, timeline.c.at)
    stored = values(dialect, (timeline.c.position, document(dialect, entry)))
    return (
        select(gathered(dialect, stored))
        .where(_is_of_domain(timeline), timeline.c.order_id == orders.c.order_id)
        .scalar_subquery()
    )


def _are_wanted(dialect: str, *, is_one: bool) -> list[ColumnElement[bool]]:
    # PostgreSQL plans a search for the elements of an array at each execution.
    is_wanted = (
        orders.c.order_id == bindparam("order_id")
        if is_one
        else is_one_of(orders.c.order_id, "order_ids", dialect)
    )
    return [_is_of_domain(orders), is_wanted]


def _is_of_domain(table: Table) -> ColumnElement[bool]:
    # Each table has the same condition, so that a distributed database routes the query.
    return table.c.domain_id == bindparam("domain_id")


def _halves(columns: Mapping[str, Any]) -> tuple[Sequence[tuple[str, Any]], ...]:
    each = list(columns.items())
    half = len(each) // 2
    return each[:half], each[half:]


def _head_columns() -> Mapping[str, Any]:
    return {name: column for name, column in orders.c.items() if name not in _NOT_READ}


def _rows_of(text: str) -> RowsOfOrder:
    whole = asdict(_read_whole(text))
    head = {name: value for each in _HEADS for name, value in whole[each].items()}
    parts = {part: _rows(part, whole[part.name]) for part in _PARTS}
    parts[refunds] = [with_settled_parts(row) for row in parts[refunds]]
    entries = sorted(whole[timeline.name] or (), key=attrgetter("position"))
    if head["status"] == OrderStatus.CANCELLED:
        # Earlier releases cancel an order without releasing its holds.
        head["holds"] = []
    return {
        orders: [_with_times(orders, head)],
        **parts,
        timeline: [stored.entry for stored in entries],
    }


def _rows(part: Table, structs: Sequence[Any] | None) -> list[Row]:
    if not structs:
        return []
    found = sorted(map(asdict, structs), key=itemgetter("position"))
    return [_with_times(part, row) for row in found] if _TIMES[part] else found


def _with_times(table: Table, row: Row) -> Row:
    """Replace the texts of times in a row that nothing else refers to."""
    for name in _TIMES[table]:
        if row[name] is not None:
            row[name] = moment(row[name])
    return row
