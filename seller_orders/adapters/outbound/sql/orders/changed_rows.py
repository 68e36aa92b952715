"""Rows that a change of an order may alter, found by the order's changed fields.

A change shares what it leaves alone with the state before it. So fields that are the same object
have the same columns, and are neither converted nor compared.
"""

from collections.abc import Collection, Iterable
from functools import cache
from operator import attrgetter, is_not
from typing import Final

from attrs import fields
from sqlalchemy import Table

from seller_orders.adapters.outbound.sql.orders.order_columns import DERIVED_FROM, PATHS
from seller_orders.adapters.outbound.sql.orders.order_mapping import (
    ORDER_TABLES,
    RowsOfOrder,
    order_row,
    part_rows,
)
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
from seller_orders.domain.order import Order

ALL_FIELDS: Final = frozenset(field.name for field in fields(Order))

_NAMES: Final = tuple(ALL_FIELDS)
_values: Final = attrgetter(*_NAMES)

_FIELDS_OF: Final = {
    order_lines: frozenset({"lines", "fulfillments"}),
    fulfillments: frozenset({"fulfillments"}),
    tenders: frozenset({"payment"}),
    refunds: frozenset({"payment"}),
    restocks: frozenset({"restocks"}),
    timeline: frozenset({"timeline"}),
    order_tags: frozenset({"tags"}),
    order_attributes: frozenset({"attributes"}),
    order_external_ids: frozenset({"external_ids"}),
    order_awbs: frozenset({"fulfillments"}),
}
"""The order's fields that the rows of its parts are made from."""

_SOURCES: Final = {
    **{name: frozenset({path.partition(".")[0]}) for name, path in PATHS[orders].items()},
    **DERIVED_FROM,
}
_ALWAYS: Final = frozenset({"domain_id", "order_id", "version"})


def changed_fields(changes: Iterable[tuple[Order, Order]]) -> frozenset[str]:
    """Return the fields that any of some changes has changed."""
    found = set[str]()
    for before, after in changes:
        differs = map(is_not, _values(before), _values(after))
        found.update(name for name, is_changed in zip(_NAMES, differs, strict=True) if is_changed)
    return frozenset(found)


@cache
def changed_tables(changed: frozenset[str]) -> tuple[Table, ...]:
    """Return the tables that a change of some fields may write, in the order of ORDER_TABLES."""
    return tuple(each for each in ORDER_TABLES if each is orders or changed & _FIELDS_OF[each])


@cache
def changed_columns(changed: frozenset[str]) -> frozenset[str]:
    """Return the columns of an order's own row that a change of some fields may write."""
    return _ALWAYS | {name for name, sources in _SOURCES.items() if sources & changed}


def rows_of_change(
    before: Order, after: Order, tables: Iterable[Table], columns: Collection[str]
) -> tuple[RowsOfOrder, RowsOfOrder]:
    """Return the rows before and after a change, without parts that it shares."""
    parts = [table for table in tables if table is not orders]
    old = {table: part_rows(table, before, previous=after) for table in parts}
    new = {table: part_rows(table, after, previous=before) for table in parts}
    return (
        {orders: [order_row(before, columns)], **old},
        {orders: [order_row(after, columns)], **new},
    )
