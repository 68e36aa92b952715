"""Mapping between an order and its rows; ``order_columns`` maps columns to fields."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import BigInteger, Table

from seller_orders.adapters.outbound.sql.orders.order_columns import DERIVED, KINDS, PATHS
from seller_orders.adapters.outbound.sql.orders.search_data import search_columns
from seller_orders.adapters.outbound.sql.orders.stored_values import column_encoder, reading
from seller_orders.adapters.outbound.sql.schema.tables import (
    fulfillments,
    order_attributes,
    order_awbs,
    order_external_ids,
    order_lines,
    order_tags,
    orders,
    refunds,
    restocks,
    tenders,
    timeline,
)
from seller_orders.adapters.shared.value_paths import Conversion, type_at, value_factory
from seller_orders.adapters.shared.wire.timeline_documents import stored_timeline
from seller_orders.domain.balance import balance
from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.lazy_timeline import Timeline, length_in_common
from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.timeline import TimelineEntry
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


def order_to_rows(order: Order, previous: Order | None = None) -> RowsOfOrder:
    """Return the rows of an order.

    With ``previous``, return the row of the order itself and only the parts that differ from it.
    """
    key = {"domain_id": order.domain_id, "order_id": order.id}
    units = order.units
    return {
        orders: [_order_row(order)],
        order_lines: [
            _to_row[order_lines](
                line, {**key, "position": n, "fulfilled": units[line.id].fulfilled}
            )
            for n, line in _changed_lines(order, previous)
        ],
        fulfillments: [
            _to_row[fulfillments](each, {**key, "position": n})
            for n, each in _changed_parts(
                order.fulfillments, previous.fulfillments if previous else ()
            )
        ],
        tenders: [
            _to_row[tenders](each, {**key, "position": n})
            for n, each in _changed_parts(
                order.payment.tenders, previous.payment.tenders if previous else ()
            )
        ],
        refunds: [
            _to_row[refunds](each, {**key, "position": n})
            for n, each in _changed_parts(
                order.payment.refunds, previous.payment.refunds if previous else ()
            )
        ],
        restocks: [
            key | row
            for n, restock in _changed_parts(order.restocks, previous.restocks if previous else ())
            for row in _restock_rows(n, restock)
        ],
        timeline: [
            _to_row[timeline](entry, {**key, "position": n})
            for n, entry in _new_entries(order.timeline, previous.timeline if previous else ())
        ],
        order_tags: [
            key | {"tag": tag} for tag in order.tags if not (previous and tag in previous.tags)
        ],
        **{
            table: [key | row for row in look_up(order, previous)]
            for table, look_up in _LOOK_UPS.items()
        },
    }


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


_LOOK_UPS: Final = {
    order_attributes: _attribute_rows,
    order_external_ids: _external_id_rows,
    order_awbs: _awb_rows,
}
"""Functions that return the rows of look-up tables, without those of the previous state."""


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


def _new_entries(timeline: Timeline, previous: Timeline) -> Iterator[tuple[int, TimelineEntry]]:
    start = length_in_common(timeline, previous)
    return enumerate(timeline[start:], start)


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


def _order_row(order: Order) -> Row:
    return _to_row[orders](order, {**search_columns(order), "item_count": len(order.lines)})


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


def _row_of(table: Table) -> Callable[[Any, Row], Row]:
    """Return a function that adds a value's fields to a row of a table."""
    kind, paths = KINDS[table], {**PATHS[table], **DERIVED.get(table, {})}
    # An optional amount may be None, which has no units: its encoder reads them.
    is_money = {
        name: isinstance(table.c[name].type, BigInteger) and not table.c[name].nullable
        for name in paths
    }
    read = attrgetter(*(f"{p}.units" if is_money[name] else p for name, p in paths.items()))
    names = tuple(paths)
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

_to_row: Final = {table: _row_of(table) for table in KINDS}
# A cancellation has no amounts, so its currency does not matter.
_to_cancellation: Final[Any] = reading(Cancellation, "XXX")
