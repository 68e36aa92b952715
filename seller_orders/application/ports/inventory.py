"""Giving units back to inventory."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from seller_orders.domain.line_item import RestockedItem


class Inventory(Protocol):
    """Takes units back, inside one unit of work."""

    def restore(
        self, domain_id: str, order_id: str, items: Sequence[RestockedItem], at: datetime
    ) -> None:
        """Take back units of an order's lines; a line of an order is taken back once, ever."""
        ...
