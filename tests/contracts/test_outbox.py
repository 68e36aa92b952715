from seller_orders.testing.contracts.outbox import OutboxContract


class TestOutbox(OutboxContract):
    """On every store."""
