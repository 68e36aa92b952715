from typing import Self

from attrs import define, field

from seller_orders.application.messages import Message
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order


@define
class State:
    """All that a store holds. Its values are frozen, so a copy of its dicts is a copy of it."""

    orders: dict[tuple[str, str], Order] = field(factory=dict)
    last_numbers: dict[str, int] = field(factory=dict)
    restocks: dict[tuple[str, str, str], RestockedItem] = field(factory=dict)
    undelivered: dict[tuple[str, str], Message] = field(factory=dict)

    def copy(self) -> Self:
        return type(self)(
            dict(self.orders), dict(self.last_numbers), dict(self.restocks), dict(self.undelivered)
        )

    def of(self, domain_id: str) -> list[Order]:
        return [order for order in self.orders.values() if order.domain_id == domain_id]
