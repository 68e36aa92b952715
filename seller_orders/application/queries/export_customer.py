"""Export the data of a customer: the orders, each whole, with what the customer was sent."""

from collections.abc import Sequence

from attrs import field, frozen

from seller_orders.application.ports.customer_orders import CustomerOrders
from seller_orders.application.ports.notification_log import LoggedNotification, NotificationLog
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.order import Order


@frozen(kw_only=True)
class ExportCustomer:
    """A page of a customer's orders, after an order id, archived ones included."""

    domain_id: str
    customer: CustomerMatch = field(repr=False)
    after: str = ""
    limit: int = 20


@frozen
class CustomerOrder:
    """An order of a customer with its notifications."""

    order: Order
    notifications: Sequence[LoggedNotification]


@frozen(kw_only=True)
class ExportCustomerHandler:
    """Handler of ExportCustomer."""

    customers: CustomerOrders
    reader: OrderReader
    log: NotificationLog

    def __call__(self, query: ExportCustomer) -> Sequence[CustomerOrder]:
        """Return the page, sorted by order id."""
        ids = self.customers.of_customer(query.domain_id, query.customer, query.after, query.limit)
        found = self.reader.orders(query.domain_id, ids)
        return [
            CustomerOrder(found[id], self.log.of_order(query.domain_id, id).value_or([]))
            for id in ids
            if id in found
        ]
