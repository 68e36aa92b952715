from attrs import frozen

from seller_orders.application.ports.inventory import Restock
from tests.fakes.state import State


@frozen
class MemoryInventory:
    state: State

    def restore(self, domain_id: str, restock: Restock) -> None:
        for item in restock.items:
            self.state.restocks.setdefault((domain_id, restock.order_id, item.id), item)
