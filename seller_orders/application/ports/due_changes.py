"""Orders that are due for a change by the passing of time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from seller_orders.application.ports.order_cache import OrderKey


@frozen(kw_only=True)
class DueOrder:
    """An order that is due for a change, and the time since which it is."""

    order: OrderKey
    since: datetime


class DueChanges(Protocol):
    """Finds orders of every domain, some at a time. What it finds is decided under a lock.

    The orders that are due longest come first. A search continues ``after`` one of them.
    """

    def expired_holds(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
        """Return some orders with a hold that has ended; ``since`` is the first hold's end."""
        ...

    def late_orders(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
        """Return some late orders without a record of it; ``since`` is their ``ship_by``."""
        ...
