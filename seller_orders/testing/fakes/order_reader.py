"""Committed orders in memory."""

from collections.abc import Collection, Iterator, Mapping

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.ports.order_reader import OrderDetail
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryOrderReader:
    """Reads committed orders without locking them."""

    store: MemoryStore

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return an order's detail."""
        return self.order(domain_id, order_id).map(order_detail)

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        order = self.store.committed.orders.get((domain_id, order_id))
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return the orders that exist, by id."""
        found = self.store.committed.orders
        keys = ((domain_id, order_id) for order_id in order_ids)
        return {key[1]: found[key] for key in keys if key in found}

    def every_order(self, domain_id: str) -> Iterator[Order]:
        """Yield all orders of a domain, sorted by id."""
        yield from sorted(self.store.committed.of(domain_id), key=lambda order: order.id)
