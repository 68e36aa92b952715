"""Where orders go that need not be seen any more."""

from datetime import datetime
from typing import Protocol

from seller_orders.domain.order import Order


class OrderArchive(Protocol):
    """Takes orders out of the lists."""

    def add(self, order: Order, at: datetime) -> None:
        """Have no list show the order from now on; one that is there already stays as it is.

        Raises WriteConflictError where the order has another version by now.
        """
        ...
