from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from seller_orders.domain.line_item import RestockedItem
from tests.fakes.state import State


@frozen
class MemoryInventory:
    state: State

    def restore(
        self, domain_id: str, order_id: str, items: Sequence[RestockedItem], at: datetime
    ) -> None:
        for item in items:
            self.state.restocks.setdefault((domain_id, order_id, item.id), item)
