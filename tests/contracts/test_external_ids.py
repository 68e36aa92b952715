from seller_orders.testing.contracts.external_ids import ExternalIdsContract


class TestExternalIds(ExternalIdsContract):
    """On every store."""
