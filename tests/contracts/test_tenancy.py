from seller_orders.testing.contracts.tenancy import TenancyContract


class TestTenancy(TenancyContract):
    """On every store."""
