"""Reading what is stored of orders; whole ones in a constant number of statements."""

from collections.abc import Collection
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, bindparam, select

from seller_orders.adapters.outbound.sql.mapping import Row, from_rows
from seller_orders.adapters.outbound.sql.membership import is_one_of
from seller_orders.adapters.outbound.sql.tables import (
    fulfillments,
    order_lines,
    orders,
    refunds,
    timeline,
)
from seller_orders.domain.order import Order

_PARTS: Final = (order_lines, fulfillments, refunds, timeline)


def of_order(table: Table, *columns: Any) -> Any:
    """Select columns of a table's rows of one order: the parameters domain_id and order_id."""
    return select(*columns).where(
        table.c.domain_id == bindparam("domain_id"), table.c.order_id == bindparam("order_id")
    )


def load_orders(
    connection: Connection, domain_id: str, order_ids: Collection[str], *, lock: bool = False
) -> dict[str, Order]:
    """Return those orders that there are, by id; locked ones are locked in the ids' order."""
    wanted = {"domain_id": domain_id, "order_ids": list(order_ids)}
    heads_of, parts_of = _statements(connection.dialect.name, lock)
    heads = connection.execute(heads_of, wanted).mappings()
    rows: dict[str, dict[Table, list[Row]]] = {
        head["order_id"]: {orders: [dict(head)]} | {part: [] for part in _PARTS} for head in heads
    }
    if not rows:
        return {}
    for part, statement in parts_of:
        for row in connection.execute(statement, wanted).mappings():
            rows[row["order_id"]][part].append(dict(row))
    return {order_id: from_rows(each) for order_id, each in rows.items()}


@cache
def _statements(
    dialect: str, lock: bool
) -> tuple[Select[tuple[object, ...]], list[tuple[Table, Select[tuple[object, ...]]]]]:
    heads = _of_orders(orders, dialect).order_by(orders.c.order_id)
    parts = [
        (part, _of_orders(part, dialect).order_by(part.c.order_id, part.c.position))
        for part in _PARTS
    ]
    return heads.with_for_update() if lock else heads, parts


def _of_orders(table: Table, dialect: str) -> Select[tuple[object, ...]]:
    # Where an order is shown is nothing of the order.
    return select(*(each for each in table.c if each is not orders.c.archived_at)).where(
        table.c.domain_id == bindparam("domain_id"),
        is_one_of(table.c.order_id, "order_ids", dialect),
    )
