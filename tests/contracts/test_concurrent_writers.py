from seller_orders.testing.contracts.concurrent_writers import ConcurrentWritersContract


class TestConcurrentWriters(ConcurrentWritersContract):
    """On every store."""
