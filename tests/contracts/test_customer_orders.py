from seller_orders.testing.contracts.customer_orders import (
    CustomerOrdersContract,
    ExpiredContactsContract,
    OrderCopiesContract,
)


class TestCustomerOrders(CustomerOrdersContract):
    """On every store."""


class TestExpiredContacts(ExpiredContactsContract):
    """On every store."""


class TestOrderCopies(OrderCopiesContract):
    """On every store."""
