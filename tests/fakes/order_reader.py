from collections.abc import Iterator

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.queries.order_detail import OrderDetail, order_detail
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound
from tests.fakes.store import MemoryStore


@frozen
class MemoryOrderReader:
    store: MemoryStore

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        return self.order(domain_id, order_id).map(order_detail)

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        order = self.store.committed.orders.get((domain_id, order_id))
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def every_order(self, domain_id: str) -> Iterator[Order]:
        yield from sorted(self.store.committed.of(domain_id), key=lambda order: order.id)
