from seller_orders.testing.contracts.idempotency_store import IdempotencyStoreContract


class TestIdempotencyStore(IdempotencyStoreContract):
    """On every store."""
