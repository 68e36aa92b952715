"""The installation's own settings, which apply in domains that set nothing themselves."""

from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.settings import Settings


def installation_settings(
    settings: Settings, return_rules: ReturnRules | None = None
) -> InstallationSettings:
    """Return the settings of the environment, or of an embedding service.

    Raises ValueError if the transitions lack a status or name an unknown one.
    """
    return InstallationSettings(
        DomainSettings(
            transitions=settings.transitions,
            returns=return_rules or ReturnRules(),
            carriers=settings.carriers,
        )
    )
