from seller_orders.testing.contracts.domains import DomainsContract


class TestDomains(DomainsContract):
    """On every store."""
