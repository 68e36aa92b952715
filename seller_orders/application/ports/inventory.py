"""Giving units back to inventory."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from seller_orders.domain.line_item import RestockedItem


@frozen
class Restock:
    """Units of an order's lines that go back to inventory, at a version of the order."""

    order_id: str
    version: int
    items: tuple[RestockedItem, ...]
    at: datetime


class Inventory(Protocol):
    """Takes units back, inside one unit of work."""

    def restore(self, domain_id: str, restock: Restock) -> None:
        """Take back units of an order's lines; a line of an order is taken back once, ever."""
        ...


class RemoteInventory(Protocol):
    """An inventory that is kept somewhere else."""

    def restore(self, message_id: str, domain_id: str, restock: Restock) -> None:
        """Have units taken back; the same message_id again is the same restock.

        Raises DeliveryError where it was not taken, UndeliverableError where it never will be.
        """
        ...
