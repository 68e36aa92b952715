from seller_orders.testing.contracts.order_search import OrderSearchContract


class TestOrderSearch(OrderSearchContract):
    """On every store."""
