from seller_orders.testing.contracts.order_numbers import OrderNumbersContract


class TestOrderNumbers(OrderNumbersContract):
    """On every store."""
