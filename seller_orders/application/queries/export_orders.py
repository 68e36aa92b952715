"""Handing out all orders of a domain."""

from collections.abc import Iterator

from attrs import frozen

from seller_orders.application.ports.order_reader import DomainReader
from seller_orders.domain.order import Order


@frozen
class ExportOrders:
    """Go through a domain's orders.

    >>> [order.id for order in orders.export_orders(ExportOrders("dom_1"))]
    ['ord_1']
    """

    domain_id: str


@frozen(kw_only=True)
class ExportOrdersHandler:
    """Streams: a bounded number of orders is in memory at a time."""

    reader: DomainReader

    def __call__(self, query: ExportOrders) -> Iterator[Order]:
        """Return the orders one after the other, by order_id."""
        return self.reader.every_order(query.domain_id)
