"""Giving units back to stock."""

from typing import Protocol

from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock


class Inventory(Protocol):
    """Takes units back, inside one unit of work.

    The order keeps the ledger of what went back; an inventory follows it.
    """

    def restore(self, order: Order, restock: Restock) -> None:
        """Take back the units of one entry of the order's ledger; it is called once for each."""
        ...


class RemoteInventory(Protocol):
    """An inventory that another service keeps."""

    def restore(
        self, message_id: str, domain_id: str, order_id: str, items: tuple[RestockedItem, ...]
    ) -> None:
        """Have units taken back; the same message_id again is the same restock.

        Raises DeliveryError if it was not taken, UndeliverableError if it never will be.
        """
        ...
