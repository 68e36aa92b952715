"""The archive in SQL: a mark on an order's row, by which no list shows it."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import Engine, func, update

from seller_orders.adapters.outbound.sql.connection.engine import connected
from seller_orders.adapters.outbound.sql.schema.tables import orders
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.order import Order


@frozen
class SqlOrderArchive:
    """Marks rows, in transactions of its own."""

    engine: Engine

    def add(self, order: Order, at: datetime) -> None:
        """Have no list show the order from now on."""
        is_as_it_was_read = (
            orders.c.domain_id == order.domain_id,
            orders.c.order_id == order.id,
            orders.c.version == order.version,
        )
        marked = update(orders).where(*is_as_it_was_read)
        marked = marked.values(archived_at=func.coalesce(orders.c.archived_at, at))
        with connected(self.engine, rows_of=order.domain_id, writes=True) as connection:
            if connection.execute(marked).rowcount == 0:
                raise WriteConflictError("the order was changed by another writer meanwhile")
            connection.commit()
