from seller_orders.testing.contracts.concurrent_returns import ConcurrentReturnsContract


class TestConcurrentReturns(ConcurrentReturnsContract):
    """On every store."""
