"""Columns of an order's row that serve searches. Earlier releases do not write all of them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from seller_orders.application.order_number_sort_key import number_key
from seller_orders.application.text_folding import folded
from seller_orders.domain.order import Order

SEARCH_COLUMNS: Final = (
    "number_folded",
    "number_reversed",
    "number_key",
    "country",
    "search_version",
)
"""``search_version`` is the version of the order that the other search data belongs to."""

COLUMNS_LEFT_BEHIND: Final = (
    *SEARCH_COLUMNS,
    "holds",
    "held_until",
    "next_release_at",
    "late_ship_by",
)
"""Columns that earlier releases leave as they were, although their changes alter the values.

An order is held no longer once nothing remains of the lines, or it is cancelled.
"""

_MAX_NUMBER: Final = 500
_UNKNOWN: Final = object()


_VALUES: Final[Mapping[str, Callable[[Order], Any]]] = {
    "number_folded": lambda order: folded_beginning(folded(order.number)),
    "number_reversed": lambda order: folded_beginning(folded(order.number)[::-1]),
    "number_key": lambda order: number_key(order.number),
    "country": lambda order: order.shipping_address and order.shipping_address.country_code,
    "search_version": lambda order: order.version,
}


def search_columns(order: Order, names: Iterable[str]) -> dict[str, Any]:
    """Return the values of some of an order's search columns."""
    return {name: _VALUES[name](order) for name in names}


def left_behind(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return an order's row after an earlier release has changed it, to be compared with a new one.

    The columns that it left behind differ from all values, so they are written.
    """
    return {**row, **dict.fromkeys(COLUMNS_LEFT_BEHIND, _UNKNOWN)}


def folded_beginning(folded_number: str) -> str:
    """Return as much of a folded number as an index entry can hold."""
    return folded_number[:_MAX_NUMBER]
