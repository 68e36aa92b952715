"""Inventories that take restocked units back."""

from typing import Protocol

from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock


class Inventory(Protocol):
    """Takes units back, inside one unit of work.

    The order has the ledger of restocks; an inventory follows it.
    """

    def restore(self, *restocks: tuple[Order, Restock]) -> None:
        """Take back the units of new entries in the orders' ledgers; called once for each entry."""
        ...


class RemoteInventory(Protocol):
    """An inventory that another service keeps."""

    def restore(
        self, message_id: str, domain_id: str, order_id: str, items: tuple[RestockedItem, ...]
    ) -> None:
        """Return units to stock; a repeated message_id is the same restock.

        Raises DeliveryError to retry, UndeliverableError to give up.
        """
        ...
