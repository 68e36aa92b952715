"""The archive of closed orders."""

from datetime import datetime
from typing import Protocol

from seller_orders.domain.order import Order


class OrderArchive(Protocol):
    """Removes orders from the lists."""

    def add(self, order: Order, at: datetime) -> None:
        """Archive the order; do nothing if it is archived.

        Raises WriteConflictError if the order's version has changed.
        """
        ...
