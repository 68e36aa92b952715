"""Orders as they are, for looking at them."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from returns.result import Result

from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound

OrderDetail: TypeAlias = Mapping[str, Any]
"""The answer of GET /orders/{id} as plain values, by key; amounts are decimals, times datetimes."""


class OrderReader(Protocol):
    """Reads committed orders without locking them; each answer is of one moment."""

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return an order's read model, made straight from what is stored."""
        ...

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        ...

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return those orders that there are, by id, in constantly many statements."""
        ...


class DomainReader(OrderReader, Protocol):
    """Reads a domain's orders one after another, too."""

    def every_order(self, domain_id: str) -> Iterator[Order]:
        """Go through a domain's orders by order_id, a bounded number of them in memory."""
        ...
