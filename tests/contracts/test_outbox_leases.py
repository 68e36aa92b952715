from seller_orders.testing.contracts.outbox_leases import OutboxLeasesContract


class TestOutboxLeases(OutboxLeasesContract):
    """On every store."""
