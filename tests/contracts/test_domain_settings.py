from seller_orders.testing.contracts.domain_settings import DomainSettingsContract


class TestDomainSettings(DomainSettingsContract):
    """On every store."""
