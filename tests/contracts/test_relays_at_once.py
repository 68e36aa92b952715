from seller_orders.testing.contracts.relays_at_once import RelaysAtOnceContract


class TestRelaysAtOnce(RelaysAtOnceContract):
    """On every store."""
