from seller_orders.testing.contracts.order_repository import OrderRepositoryContract


class TestOrderRepository(OrderRepositoryContract):
    """On every store."""
