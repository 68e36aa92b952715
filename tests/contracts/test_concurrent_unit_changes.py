from seller_orders.testing.contracts.concurrent_unit_changes import ConcurrentUnitChangesContract


class TestConcurrentUnitChanges(ConcurrentUnitChangesContract):
    """On every store."""
