from seller_orders.testing.contracts.access_keys import AccessKeysContract


class TestAccessKeys(AccessKeysContract):
    """On every store."""
