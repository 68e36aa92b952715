"""Mapping between an order and its rows; ``order_columns`` maps columns to fields."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import BigInteger, Table

from seller_orders.adapters.outbound.sql.orders.order_columns import DERIVED, KINDS, PATHS
from seller_orders.adapters.outbound.sql.orders.search_data import SEARCH_COLUMNS, search_columns
from seller_orders.adapters.outbound.sql.orders.stored_values import column_encoder, reading
from seller_orders.adapters.outbound.sql.schema.order_tables import (
    fulfillments,
    order_lines,
    orders,
    restocks,
    timeline,
)
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, tenders
from seller_orders.adapters.outbound.sql.schema.search_tables import (
    order_attributes,
    order_awbs,
    order_external_ids,
    order_tags,
)
from seller_orders.adapters.shared.value_paths import Conversion, getter, type_at, value_factory
from seller_orders.adapters.shared.wire.timeline_documents import stored_timeline
from seller_orders.domain.balance import balance
from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.lazy_timeline import length_in_common
from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.unit_price import UnitPrice, stored_millionths

T = TypeVar("T")

Row: TypeAlias = dict[str, Any]
RowsOfOrder: TypeAlias = Mapping[Table, Sequence[Any]]
"""All rows of one order, by table. A row has exactly its table's columns.

Rows that were read have the timeline's entries as documents (``timeline_documents``).
"""

ORDER_TABLES: Final = (
    orders,
    order_lines,
    fulfillments,
    tenders,
    refunds,
    restocks,
    timeline,
    order_tags,
    order_attributes,
    order_external_ids,
    order_awbs,
)
"""The tables of an order; a table comes after those that it refers to."""


def order_to_rows(order: Order) -> RowsOfOrder:
    """Return all rows of an order."""
    parts = {table: part_rows(table, order) for table in ORDER_TABLES if table is not orders}
    return {orders: [order_row(order, _COLUMNS)], **parts}


def order_row(order: Order, columns: Collection[str]) -> Row:
    """Return some columns of an order's own row."""
    stored, searched = _columns_of_kinds(frozenset(columns))
    row = search_columns(order, searched)
    if "item_count" in columns:
        row["item_count"] = len(order.lines)
    return _row_writer(orders, stored)(order, row)


def part_rows(table: Table, order: Order, previous: Order | None = None) -> list[Row]:
    """Return the rows of a part's table, or only those that differ from a previous state's."""
    key = {"domain_id": order.domain_id, "order_id": order.id}
    return [key | row for row in _ROWS[table](order, previous)]


def attribute_digest(key: str, value: str) -> str:
    """Return the digest by which orders with an attribute are found."""
    return sha256(f"{key}:{value}".encode()).hexdigest()


def _attribute_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    known = previous.attributes if previous else {}
    for key, value in order.attributes.items():
        if known.get(key) != value:
            yield {"digest": attribute_digest(key, value)}


def _external_id_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    known = previous.external_ids if previous else {}
    for system, external_id in order.external_ids.items():
        if known.get(system) != external_id:
            yield {"system": system, "external_id": external_id}


def _awb_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    known = _more_awbs(previous) if previous else {}
    yield from ({"awb": awb} for awb in _more_awbs(order) if awb not in known)


def _more_awbs(order: Order) -> dict[str, None]:
    more = (each for one in order.fulfillments for each in one.shipment.more_tracking)
    return dict.fromkeys(each.awb for each in more if each.awb)


def _tag_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    known = previous.tags if previous else ()
    yield from ({"tag": tag} for tag in order.tags if tag not in known)


def _line_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    for position, line in _changed_lines(order, previous):
        fulfilled = order.units[line.id].fulfilled
        yield _to_row[order_lines](line, {"position": position, "fulfilled": fulfilled})


def _timeline_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    start = length_in_common(order.timeline, previous.timeline if previous else ())
    for position, entry in enumerate(order.timeline[start:], start):
        yield _to_row[timeline](entry, {"position": position})


def _restocked_rows(order: Order, previous: Order | None) -> Iterator[Row]:
    for position, restock in _changed_parts(order.restocks, previous.restocks if previous else ()):
        yield from _restock_rows(position, restock)


def _rows_of_parts(
    table: Table, parts: Callable[[Order], Sequence[Any]]
) -> Callable[[Order, Order | None], Iterator[Row]]:
    def rows(order: Order, previous: Order | None) -> Iterator[Row]:
        known = parts(previous) if previous else ()
        for position, part in _changed_parts(parts(order), known):
            yield _to_row[table](part, {"position": position})

    return rows


_ROWS: Final[Mapping[Table, Callable[[Order, Order | None], Iterator[Row]]]] = {
    order_lines: _line_rows,
    fulfillments: _rows_of_parts(fulfillments, attrgetter("fulfillments")),
    tenders: _rows_of_parts(tenders, attrgetter("payment.tenders")),
    refunds: _rows_of_parts(refunds, attrgetter("payment.refunds")),
    restocks: _restocked_rows,
    timeline: _timeline_rows,
    order_tags: _tag_rows,
    order_attributes: _attribute_rows,
    order_external_ids: _external_id_rows,
    order_awbs: _awb_rows,
}
"""Functions that return the rows of a part, without those of the previous state."""


def _changed_lines(order: Order, previous: Order | None) -> Iterator[tuple[int, LineItem]]:
    """Return the lines that differ, or whose fulfilled units do, with their positions."""
    if previous and previous.lines is order.lines and previous.fulfillments is order.fulfillments:
        return
    before, now = previous.units if previous else {}, order.units
    lines = previous.lines if previous else ()
    for position, line in enumerate(order.lines):
        is_known = position < len(lines) and lines[position] is line
        if not (is_known and before[line.id].fulfilled == now[line.id].fulfilled):
            yield position, line


def _changed_parts(parts: Sequence[T], previous: Sequence[T]) -> Iterator[tuple[int, T]]:
    for position, part in enumerate(parts):
        if position >= len(previous) or previous[position] is not part:
            yield position, part


def rows_to_order(rows: RowsOfOrder) -> Order:
    """Return the order of these rows."""
    (row,) = rows[orders]
    currency = row["currency"]
    lines = (line | {"selling_price": _millionths_of(line)} for line in rows[order_lines])
    order: Order = _value_of(orders, currency)(
        row
        | {
            "lines": _values(order_lines, lines, currency),
            "tenders": _values(tenders, rows[tenders], currency),
            "refunds": _values(refunds, rows[refunds], currency),
            "fulfillments": _values(fulfillments, rows[fulfillments], currency),
            "restocks": tuple(restocks_of(rows)),
            "timeline": stored_timeline(rows[timeline]),
        },
        currency,
    )
    return order


def balance_of(rows: RowsOfOrder) -> SignedMoney:
    """Return the balance of the order of these rows."""
    (row,) = rows[orders]
    currency = row["currency"]
    returned = _values(refunds, rows[refunds], currency)
    payment = _payment_of_order(currency)(row | {"refunds": returned}, currency)
    cancelled = row["cancellation"]
    cancellation = None if cancelled is None else _to_cancellation(cancelled)
    return balance(Money(row["total"], currency), payment, cancellation)


def _values(table: Table, rows: Iterable[Row], currency: str) -> tuple[Any, ...]:
    make = _value_of(table, currency)
    return tuple(make(each, currency) for each in rows)


def line_price(row: Row, currency: str) -> UnitPrice:
    """Return the unit price of a line's row."""
    return UnitPrice(_millionths_of(row), currency)


def _millionths_of(row: Row) -> int:
    return stored_millionths(row["selling_price"], row["selling_price_millionths"])


def restocks_of(rows: RowsOfOrder) -> Iterator[Restock]:
    """Return the order's restocks. The items of each are in the order of the lines."""
    lines = {row["line_id"]: row["position"] for row in rows[order_lines]}
    by_cause = dict[tuple[str, str], list[Row]]()
    for row in rows[restocks]:
        by_cause.setdefault((row["cause"], row["cause_id"]), []).append(row)
    for (cause, cause_id), found in by_cause.items():
        yield Restock(
            cause=RestockCause(cause),
            cause_id=cause_id or None,
            at=found[0]["restocked_at"],
            items=tuple(
                RestockedItem(row["line_id"], row["sku"], row["quantity"])
                for row in sorted(found, key=lambda row: int(lines[row["line_id"]]))
            ),
        )


def _restock_rows(position: int, restock: Restock) -> Iterator[Row]:
    for item in restock.items:
        yield {
            "line_id": item.id,
            "sku": item.sku,
            "quantity": item.quantity,
            "restocked_at": restock.at,
            "position": position,
            "cause": restock.cause,
            "cause_id": restock.cause_id or "",
        }


@cache
def _row_writer(table: Table, names: tuple[str, ...]) -> Callable[[Any, Row], Row]:
    """Return a function that adds some of a value's fields to a row of a table."""
    kind = KINDS[table]
    paths = {name: _PATHS[table][name] for name in names}
    # An optional amount may be None, which has no units: its encoder reads them.
    is_money = {
        name: isinstance(table.c[name].type, BigInteger) and not table.c[name].nullable
        for name in paths
    }
    places = [f"{p}.units" if is_money[name] else p for name, p in paths.items()]
    read = getter(attrgetter, places)
    types = {name: type_at(kind, paths[name]) for name in names}
    stored = [
        (name, store)
        for name in names
        if not is_money[name] and (store := column_encoder(types[name]))
    ]

    def row_of(value: Any, row: Row) -> Row:
        row.update(zip(names, read(value), strict=True))
        for name, store in stored:
            if row[name] is not None:
                row[name] = store(row[name])
        return row

    return row_of


@cache
def _columns_of_kinds(columns: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of an order's columns hold fields and figures, and which serve searches."""
    stored = tuple(name for name in _PATHS[orders] if name in columns)
    return stored, tuple(name for name in SEARCH_COLUMNS if name in columns)


@cache
def _value_of(table: Table, currency: str) -> Callable[[Row, str], Any]:
    """Return a function that makes the value of a row, its money in a currency."""
    paths = {**PATHS[table], **_PATHS_OF_OTHER_TABLES.get(table, {})}
    return value_factory(KINDS[table], paths, _conversions(table, currency))


@cache
def _payment_of_order(currency: str) -> Callable[[Row, str], Payment]:
    """Return a function that makes the payment, without its tenders, of an order's row."""
    paths = {
        name: path.removeprefix("payment.")
        for name, path in {**PATHS[orders], "refunds": "payment.refunds"}.items()
        if path.startswith("payment.")
    }
    return value_factory(Payment, paths, _conversions(orders, currency))


def _conversions(table: Table, currency: str) -> dict[str, Conversion]:
    types = {name: type_at(KINDS[table], path) for name, path in PATHS[table].items()}
    return {name: read for name, type_ in types.items() if (read := reading(type_, currency))}


_PATHS_OF_OTHER_TABLES: Final = {
    orders: {
        "lines": "lines",
        "tenders": "payment.tenders",
        "refunds": "payment.refunds",
        "fulfillments": "fulfillments",
        "restocks": "restocks",
        "timeline": "timeline",
    }
}
"""Fields of an order that are rows of other tables, and their paths."""

_PATHS: Final = {table: {**PATHS[table], **DERIVED.get(table, {})} for table in KINDS}
_COLUMNS: Final = (*_PATHS[orders], *SEARCH_COLUMNS, "item_count")
"""The columns of an order's own row that a save writes."""

_to_row: Final = {table: _row_writer(table, tuple(_PATHS[table])) for table in KINDS}
# A cancellation has no amounts, so its currency does not matter.
_to_cancellation: Final[Any] = reading(Cancellation, "XXX")
