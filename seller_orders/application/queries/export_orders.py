"""Export all orders of a domain."""

from collections.abc import Iterator

from attrs import frozen

from seller_orders.application.ports.order_reader import DomainReader
from seller_orders.domain.order import Order


@frozen
class ExportOrders:
    """Iterate over a domain's orders.

    >>> [order.id for order in orders.export_orders(ExportOrders("dom_1"))]
    ['ord_1']
    """

    domain_id: str


@frozen(kw_only=True)
class ExportOrdersHandler:
    """Streams orders, with a bounded number in memory."""

    reader: DomainReader

    def __call__(self, query: ExportOrders) -> Iterator[Order]:
        """Iterate over the orders by order_id."""
        return self.reader.every_order(query.domain_id)
