"""Orders in memory that are due for a change by the passing of time."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from seller_orders.application.ports.due_changes import Lateness
from seller_orders.application.ports.order_cache import OrderKey
from seller_orders.domain.hold_policy import expired_holds
from seller_orders.domain.lateness import is_late
from seller_orders.testing.fakes.store import MemoryStore

BATCH = 10


@frozen
class MemoryDueChanges:
    """Finds due orders, at most 10 in a call."""

    store: MemoryStore

    def expired_holds(self, now: datetime) -> Sequence[OrderKey]:
        """Return some orders with a hold whose end is past."""
        orders = self.store.committed.orders.values()
        due = [OrderKey(each.domain_id, each.id) for each in orders if expired_holds(each, now)]
        return due[:BATCH]

    def late_orders(self, now: datetime) -> Sequence[Lateness]:
        """Return some late orders whose lateness is not settled for their ``ship_by``."""
        state = self.store.committed
        due = [
            Lateness(order=OrderKey(*key), ship_by=order.ship_by)
            for key, order in state.orders.items()
            if key not in state.archived
            and order.ship_by is not None
            and is_late(order, now)
            and (*key, order.ship_by) not in state.settled_lateness
        ]
        return due[:BATCH]

    def settle_lateness(self, lateness: Lateness) -> None:
        """Keep an order from being found again for this ``ship_by``."""
        with self.store.writing() as tx:
            key = lateness.order
            tx.state.settled_lateness.add((key.domain_id, key.order_id, lateness.ship_by))
            tx.commit()
