from seller_orders.testing.contracts.outbox_failures import OutboxFailuresContract


class TestOutboxFailures(OutboxFailuresContract):
    """On every store."""
