"""Readers of committed orders."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from returns.result import Result

from seller_orders.domain.order import Order
from seller_orders.domain.refusals import OrderNotFound

OrderDetail: TypeAlias = Mapping[str, Any]
"""The body of GET /orders/{id} as plain values, by key; amounts are decimals, times datetimes."""


class OrderReader(Protocol):
    """Reads committed orders without locks; each result is a consistent snapshot."""

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        """Return an order's read model, built from its rows."""
        ...

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order."""
        ...

    def orders(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return the orders that exist, by id, in a constant number of statements."""
        ...


class DomainReader(OrderReader, Protocol):
    """Also iterates over a domain's orders."""

    def every_order(self, domain_id: str) -> Iterator[Order]:
        """Iterate over a domain's orders by order_id, with a bounded number in memory."""
        ...
