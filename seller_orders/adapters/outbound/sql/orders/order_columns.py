"""Columns of an order's tables and the fields that they hold."""

from collections.abc import Mapping
from sys import intern
from typing import Final

from sqlalchemy import Table

from seller_orders.adapters.outbound.sql.schema.order_tables import (
    fulfillments,
    order_lines,
    orders,
    timeline,
)
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, tenders
from seller_orders.adapters.shared.value_paths import path_of
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.tender import Tender
from seller_orders.domain.timeline import TimelineEntry

KINDS: Final[Mapping[Table, type]] = {
    orders: Order,
    order_lines: LineItem,
    fulfillments: Fulfillment,
    tenders: Tender,
    refunds: Refund,
    timeline: TimelineEntry,
}
"""The class of a row's value, by table."""

_RENAMED: Final = {
    orders: {"order_id": "id", "order_number": "number"},
    order_lines: {"line_id": "id"},
    fulfillments: {"fulfillment_id": "id"},
    tenders: {"tender_id": "id"},
    refunds: {"refund_id": "id"},
    timeline: {"entry_id": "id", "from_status": "from_", "to_status": "to"},
}

DERIVED: Final[Mapping[Table, Mapping[str, str]]] = {
    orders: {
        "fulfillment_status": "fulfillment_status",
        "financial_status": "financial_status",
        "return_status": "return_status",
        "held_until": "held_until",
        "next_release_at": "next_release_at",
        "late_ship_by": "late_ship_by",
        "subtotal": "subtotal",
        "total": "total",
        "refunded": "payment.refunded",
    },
    order_lines: {"selling_price_millionths": "selling_price.rest"},
}
"""Columns of derived values and their paths, by table. The search uses those of orders."""

_UNITS: Final = frozenset({"lines", "fulfillments", "payment", "restocks", "cancellation"})
_TOTAL: Final = frozenset({"lines", "discount", "shipping", "tax", "adjustments"}) | {
    "prices_include_tax"
}

DERIVED_FROM: Final[Mapping[str, frozenset[str]]] = {
    "fulfillment_status": _UNITS,
    "financial_status": _TOTAL | {"payment"},
    "return_status": frozenset({"returns"}),
    "held_until": _UNITS | {"holds"},
    "next_release_at": frozenset({"holds"}),
    "late_ship_by": frozenset({"ship_by", "timeline"}),
    "subtotal": frozenset({"lines"}),
    "total": _TOTAL,
    "refunded": frozenset({"payment"}),
    "item_count": frozenset({"lines"}),
    "number_folded": frozenset({"number"}),
    "number_reversed": frozenset({"number"}),
    "number_key": frozenset({"number"}),
    "country": frozenset({"shipping_address"}),
    "search_version": frozenset({"version"}),
}
"""The order's fields that its derived columns are made from."""


def column_names(table: Table) -> list[str]:
    """Return the names of a table's columns, as keys of rows.

    SQLAlchemy's own are of a subclass of ``str``, with which every look-up takes the slow path.
    """
    return [intern(str(name)) for name in table.columns.keys()]  # noqa: SIM118  # no dict


def _paths(table: Table) -> dict[str, str]:
    # In the tables of parts these columns refer to the order.
    key = set() if table is orders else {"domain_id", "order_id"}
    found = {
        name: path_of(KINDS[table], _RENAMED[table].get(name, name))
        for name in column_names(table)
        if name not in key
    }
    return {name: path for name, path in found.items() if path is not None}


PATHS: Final[Mapping[Table, Mapping[str, str]]] = {table: _paths(table) for table in KINDS}
"""The attribute paths of the columns that hold fields, by table and column."""
