"""The settings of domains, as use cases and relays read them."""

from typing import Protocol

from seller_orders.domain.domain_settings import DomainSettings


class DomainSettingsReader(Protocol):
    """Reads the settings that apply in a domain.

    A command reads them once, so that one version applies throughout. A change is seen by every
    process within ten seconds.
    """

    def of(self, domain_id: str) -> DomainSettings:
        """Return the settings of a domain, with the installation's defaults."""
        ...
