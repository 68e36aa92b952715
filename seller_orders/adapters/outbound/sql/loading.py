"""Reading what is stored of orders; whole ones in a constant number of statements."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, bindparam, select

from seller_orders.adapters.outbound.sql.mapping import Row, from_rows
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


def _of_orders(table: Table) -> Select[tuple[object, ...]]:
    # Where an order is shown is nothing of the order.
    return select(*(each for each in table.c if each is not orders.c.archived_at)).where(
        table.c.domain_id == bindparam("domain_id"),
        table.c.order_id.in_(bindparam("order_ids", expanding=True)),
    )


_ORDERS: Final = _of_orders(orders).order_by(orders.c.order_id)
_LOCKED: Final = _ORDERS.with_for_update()
_ROWS_OF_PARTS: Final = [
    (part, _of_orders(part).order_by(part.c.order_id, part.c.position)) for part in _PARTS
]


def load_orders(
    connection: Connection, domain_id: str, order_ids: Collection[str], *, lock: bool = False
) -> dict[str, Order]:
    """Return those orders that there are, by id; locked ones are locked in the ids' order."""
    wanted = {"domain_id": domain_id, "order_ids": list(order_ids)}
    heads = connection.execute(_LOCKED if lock else _ORDERS, wanted).mappings()
    rows: dict[str, dict[Table, list[Row]]] = {
        head["order_id"]: {orders: [dict(head)]} | {part: [] for part in _PARTS} for head in heads
    }
    if not rows:
        return {}
    for part, statement in _ROWS_OF_PARTS:
        for row in connection.execute(statement, wanted).mappings():
            rows[row["order_id"]][part].append(dict(row))
    return {order_id: from_rows(each) for order_id, each in rows.items()}
