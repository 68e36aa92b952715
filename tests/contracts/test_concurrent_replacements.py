from seller_orders.testing.contracts.concurrent_replacements import ConcurrentReplacementsContract


class TestConcurrentReplacements(ConcurrentReplacementsContract):
    """On every store."""
