"""Orders in memory, inside a unit of work."""

from collections.abc import Collection, Mapping

from attrs import field, frozen
from returns.result import Failure, Result, Success

from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.domain.order import Order
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.fakes.state import State


@frozen
class MemoryOrderRepository:
    """Orders in a unit of work's state.

    It asserts what a database enforces: ids, numbers and external ids are unique, and only orders
    that were read here are saved.
    """

    state: State
    _locked: set[tuple[str, str]] = field(factory=set, init=False)

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order and lock it."""
        order = self.get_many(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return and lock the orders that exist, by id."""
        keys = [key for id in order_ids if (key := (domain_id, id)) in self.state.orders]
        self._locked.update(keys)
        return {key[1]: self.state.orders[key] for key in keys}

    def add(self, *orders: Order) -> None:
        """Add new orders."""
        for order in orders:
            taken = self.taken(order.domain_id, [order.id], [order.number])
            assert not taken.order_ids, "the order id exists"
            assert StoreNumber(order.store_id, order.number) not in taken.numbers, (
                "the number exists"
            )
            self._assert_unique(order)
            self.state.orders[order.domain_id, order.id] = order

    def save(self, *orders: Order) -> None:
        """Save orders that were read here."""
        for order in orders:
            key = order.domain_id, order.id
            assert key in self._locked, "the order was not read in this unit of work"
            self._assert_unique(order)
            self.state.orders[key] = order

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Return those of the ids and numbers that exist in the domain."""
        existing = self.state.of(domain_id)
        return ExistingIdentifiers(
            frozenset(order.id for order in existing) & frozenset(order_ids),
            frozenset(
                StoreNumber(each.store_id, each.number)
                for each in existing
                if each.number in numbers
            ),
        )

    def external_id_holders(
        self, domain_id: str, external_ids: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], str]:
        """Return the ids of the orders that hold external ids, by system and external id."""
        held = {
            pair: order.id
            for order in self.state.of(domain_id)
            for pair in order.external_ids.items()
        }
        return {pair: held[pair] for pair in external_ids if pair in held}

    def _assert_unique(self, order: Order) -> None:
        holders = self.external_id_holders(order.domain_id, order.external_ids.items())
        assert {*holders.values()} <= {order.id}, "an external id exists"

    def next_number(self, domain_id: str, numbering: OrderNumbering) -> str:
        """Return the next free order number."""
        last = self.state.last_numbers.get(domain_id)
        count = numbering.first if last is None else max(last + 1, numbering.next or 0)
        while self.taken(domain_id, [], [numbering.number(count)]).numbers:
            count += 1
        self.state.last_numbers[domain_id] = count
        return numbering.number(count)
