"""The archive of orders in memory."""

from datetime import datetime

from attrs import frozen

from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.order import Order
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryOrderArchive:
    """Marks committed orders as archived."""

    store: MemoryStore

    def add(self, order: Order, at: datetime) -> None:
        """Archive an order; WriteConflictError if it has changed since it was read."""
        key = order.domain_id, order.id
        with self.store.writing() as tx:
            kept = tx.state.orders.get(key)
            if kept is None or kept.version != order.version:
                raise WriteConflictError("the order has another version")
            tx.state.archived.setdefault(key, at)
            tx.commit()
