from seller_orders.testing.contracts.outbox_queue import OutboxQueueContract


class TestOutboxQueue(OutboxQueueContract):
    """On every store."""
