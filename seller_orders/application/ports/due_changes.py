"""Orders that are due for a change by the passing of time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from seller_orders.application.ports.order_cache import OrderKey


@frozen(kw_only=True)
class Lateness:
    """An order, and the ``ship_by`` that it has missed."""

    order: OrderKey
    ship_by: datetime


class DueChanges(Protocol):
    """Finds orders of every domain, some at a time. What it finds is decided under a lock."""

    def expired_holds(self, now: datetime) -> Sequence[OrderKey]:
        """Return some orders with a hold whose end is past."""
        ...

    def late_orders(self, now: datetime) -> Sequence[Lateness]:
        """Return some late orders whose lateness is not settled for their ``ship_by``."""
        ...

    def settle_lateness(self, lateness: Lateness) -> None:
        """Keep an order from being found again for this ``ship_by``."""
        ...
