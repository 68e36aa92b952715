"""Inventory in memory."""

from attrs import frozen

from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock
from seller_orders.testing.fakes.state import State


@frozen
class MemoryInventory:
    """Appends restocked items to the state of a unit of work."""

    state: State

    def restore(self, *restocks: tuple[Order, Restock]) -> None:
        """Record the items of each restock."""
        for order, restock in restocks:
            for item in restock.items:
                self.state.restocks.append((order.domain_id, order.id, item))
