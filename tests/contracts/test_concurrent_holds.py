from seller_orders.testing.contracts.concurrent_holds import ConcurrentHoldsContract


class TestConcurrentHolds(ConcurrentHoldsContract):
    """On every store."""
