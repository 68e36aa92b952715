from collections.abc import Collection, Mapping

from attrs import field, frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.order_repository import ExistingIdentifiers
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.fakes.state import State


@frozen
class MemoryOrderRepository:
    """As strict as a database: nothing is added twice, or saved without having been got."""

    state: State
    _got: set[tuple[str, str]] = field(factory=set, init=False)

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        order = self.get_many(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        keys = [key for id in order_ids if (key := (domain_id, id)) in self.state.orders]
        self._got.update(keys)
        return {key[1]: self.state.orders[key] for key in keys}

    def add(self, *orders: Order) -> None:
        for order in orders:
            taken = self.taken(order.domain_id, [order.id], [order.number])
            assert not taken.order_ids, "the id is taken"
            assert not taken.numbers, "the number is taken"
            self.state.orders[order.domain_id, order.id] = order

    def save(self, *orders: Order) -> None:
        for order in orders:
            key = order.domain_id, order.id
            assert key in self._got, "only an order that was got is locked, and may be saved"
            self.state.orders[key] = order

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        existing = self.state.of(domain_id)
        return ExistingIdentifiers(
            frozenset(order.id for order in existing) & frozenset(order_ids),
            frozenset(order.number for order in existing) & frozenset(numbers),
        )

    def next_number(self, domain_id: str) -> str:
        last = self.state.last_numbers.get(domain_id, 1000)
        while True:
            last += 1
            if not self.taken(domain_id, [], [str(last)]).numbers:
                self.state.last_numbers[domain_id] = last
                return str(last)
