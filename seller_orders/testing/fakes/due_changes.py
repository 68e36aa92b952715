"""Orders in memory that are due for a change by the passing of time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from attrs import astuple, frozen

from seller_orders.application.ports.due_changes import DueOrder
from seller_orders.application.ports.order_cache import OrderKey
from seller_orders.domain.lateness import is_late
from seller_orders.domain.order import Order
from seller_orders.testing.fakes.store import MemoryStore

BATCH = 10


@frozen
class MemoryDueChanges:
    """Finds due orders, at most 10 in a call."""

    store: MemoryStore

    def expired_holds(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
        """Return some orders with a hold that has ended."""
        ends = ((each, each.next_release_at) for each in self.store.committed.orders.values())
        return _next_of(
            (_due(order, end) for order, end in ends if end is not None and end <= now), after
        )

    def late_orders(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
        """Return some late orders whose timeline does not have the lateness for ``ship_by``."""
        state = self.store.committed
        return _next_of(
            (
                _due(order, order.ship_by)
                for key, order in state.orders.items()
                if key not in state.archived
                and order.ship_by is not None
                and is_late(order, now)
                and order.late_ship_by is None
            ),
            after,
        )


def _due(order: Order, since: datetime) -> DueOrder:
    return DueOrder(order=OrderKey(order.domain_id, order.id), since=since)


def _next_of(due: Iterable[DueOrder], after: DueOrder | None) -> list[DueOrder]:
    following = [each for each in due if after is None or _place(each) > _place(after)]
    return sorted(following, key=_place)[:BATCH]


def _place(due: DueOrder) -> tuple[datetime, str, str]:
    return (due.since, *astuple(due.order))
