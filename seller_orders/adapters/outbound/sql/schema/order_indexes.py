"""Indexes of orders: for the list, for what is due by itself, and for archived orders."""

from typing import Any, Final

from sqlalchemy import Column, ColumnElement, and_, literal_column, or_

from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.table_parts import partial_index
from seller_orders.domain.erased_facts import ERASED
from seller_orders.domain.fulfillment_policy import CLOSED_TO_FULFILLMENT
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.status import FulfillmentProgress

IS_LISTED: Final = orders.c.archived_at.is_(None)
"""Condition of list indexes: archived orders are in no list."""


def _is_not(column: Column[Any], value: str) -> ColumnElement[bool]:
    # A literal: an index with this condition serves no query that has a parameter there.
    return column != literal_column(f"'{value}'")


HAS_RETURNS: Final = _is_not(orders.c.return_status, OrderReturnStatus.NONE)
HAS_HOLD: Final = orders.c.held_until.is_not(None)
IS_ASSIGNED: Final = orders.c.assignee.is_not(None)
CAN_BE_LATE: Final = and_(
    *(_is_not(orders.c.status, status) for status in sorted(CLOSED_TO_FULFILLMENT)),
    _is_not(orders.c.fulfillment_status, FulfillmentProgress.FULFILLED),
)
"""Condition of orders that are late once ``ship_by`` has passed."""


def _list_index(
    *columns: str, where: ColumnElement[bool] | None = None, name: str | None = None
) -> None:
    name = name or "_".join(["ix_orders_listed", *columns]).removesuffix("_order_id")
    condition = IS_LISTED if where is None else IS_LISTED & where
    partial_index(orders, "domain_id", *columns, where=condition, name=name)


# Each filter of the list with its two most used sort keys.
for _time_key in ("created_at", "updated_at"):
    _list_index(_time_key, "order_id")
    for _filter in (
        "status",
        "payment_status",
        "fulfillment_status",
        "financial_status",
        "customer_id",
        "store_id",
        "country",
    ):
        _list_index(_filter, _time_key, "order_id")
    # Few orders have returns, holds or an assignee: the others cost these indexes nothing.
    _list_index("return_status", _time_key, "order_id", where=HAS_RETURNS)
    _list_index("assignee", _time_key, "order_id", where=IS_ASSIGNED)
    _list_index(_time_key, "order_id", where=HAS_HOLD, name=f"ix_orders_listed_held_{_time_key}")
_has_ship_by = orders.c.ship_by.is_not(None)
_late = "ix_orders_listed_late_ship_by"
_list_index("ship_by", "order_id", where=CAN_BE_LATE & _has_ship_by, name=_late)
_list_index("total", "order_id")
_list_index("number_folded")
_list_index("number_reversed")
_list_index("number_key", "order_id")
_list_index("ship_by", "order_id")

_IS_ARCHIVED: Final = orders.c.archived_at.is_not(None)
# Counts the orders of a month that are in no list.
partial_index(
    orders,
    *("domain_id", "created_at", "order_id"),
    where=_IS_ARCHIVED,
    name="ix_orders_archived_created_at",
)

ENDS_BY_ITSELF: Final = orders.c.next_release_at.is_not(None)
"""Condition of orders with a hold that ends at a known time."""
LATENESS_IS_DUE: Final = and_(
    IS_LISTED, CAN_BE_LATE, _has_ship_by, orders.c.late_ship_by.is_distinct_from(orders.c.ship_by)
)
"""Condition of orders whose lateness is to be recorded once ``ship_by`` has passed."""
# By time first: the reaper looks for due orders of all domains in one read.
partial_index(
    orders,
    *("next_release_at", "domain_id", "order_id"),
    where=ENDS_BY_ITSELF,
    name="ix_orders_due_release",
)
partial_index(
    orders,
    *("ship_by", "domain_id", "order_id"),
    where=LATENESS_IS_DUE,
    name="ix_orders_due_lateness",
)

# Finds a customer's orders that are in no list.
partial_index(
    orders,
    *("domain_id", "customer_id", "order_id"),
    where=_IS_ARCHIVED & orders.c.customer_id.is_not(None),
    name="ix_orders_archived_customer_id",
)

HAS_EXPIRING_CONTACT: Final = and_(
    or_(*(orders.c.status == literal_column(f"'{s}'") for s in sorted(CLOSED_TO_FULFILLMENT))),
    _is_not(orders.c.customer_name, ERASED),
)
"""Condition of closed orders whose contact data are not erased."""
partial_index(
    orders,
    *("domain_id", "updated_at", "order_id"),
    where=HAS_EXPIRING_CONTACT,
    name="ix_orders_expiring_contact",
)
