"""Order archive in SQL: a timestamp on the order's row that hides it from lists."""

from datetime import datetime

from attrs import frozen
from sqlalchemy import Engine, func, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.order import Order


@frozen
class SqlOrderArchive:
    """Marks rows, each in a separate transaction."""

    engine: Engine

    def add(self, order: Order, at: datetime) -> None:
        """Hide the order from lists."""
        has_read_version = (
            orders.c.domain_id == order.domain_id,
            orders.c.order_id == order.id,
            orders.c.version == order.version,
        )
        marked = update(orders).where(*has_read_version)
        marked = marked.values(archived_at=func.coalesce(orders.c.archived_at, at))
        with transaction(self.engine, tenant=order.domain_id, writes=True) as connection:
            if connection.execute(marked).rowcount == 0:
                raise WriteConflictError("the order was changed by another writer")
            connection.commit()
