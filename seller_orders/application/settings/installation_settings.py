"""Settings that apply in every domain of an installation."""

from attrs import field, frozen

from seller_orders.domain.domain_settings import DomainSettings


@frozen
class InstallationSettings:
    """Reader of one document of settings, which every domain has."""

    settings: DomainSettings = field(factory=DomainSettings)

    def of(self, _: str) -> DomainSettings:
        """Return the installation's settings."""
        return self.settings
