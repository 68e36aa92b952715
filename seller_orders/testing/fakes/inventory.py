from attrs import frozen

from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock
from seller_orders.testing.fakes.state import State


@frozen
class MemoryInventory:
    state: State

    def restore(self, order: Order, restock: Restock) -> None:
        for item in restock.items:
            self.state.restocks.append((order.domain_id, order.id, item))
