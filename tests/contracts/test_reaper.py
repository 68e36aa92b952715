from seller_orders.testing.contracts.reaper import ReaperContract


class TestReaper(ReaperContract):
    """On every store."""
