from seller_orders.testing.contracts.order_reader import OrderReaderContract


class TestOrderReader(OrderReaderContract):
    """On every store."""
