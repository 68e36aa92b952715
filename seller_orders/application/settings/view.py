"""A domain's settings as their readers see them: with the installation's defaults, masked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import field, frozen

from seller_orders.application.ports.settings_codec import SettingsCodec
from seller_orders.application.ports.settings_repository import StoredSettings
from seller_orders.application.settings.secret_fields import masked
from seller_orders.domain.domain_settings import SECTIONS, DomainSettings

OF_DOMAIN: Final = "domain"
OF_INSTALLATION: Final = "installation"


@frozen(kw_only=True)
class SettingsView:
    """All sections at one version, and where each comes from: domain or installation.

    Sections are JSON values by name. Secrets are masked.
    """

    version: int
    updated_at: datetime | None
    updated_by: str | None
    sections: Mapping[str, Any] = field(repr=False)
    sources: Mapping[str, str]


@frozen
class SettingsViews:
    """Makes views. ``defaults`` is the installation's document, masked."""

    defaults: Mapping[str, Any]

    @classmethod
    def of(cls, installation: DomainSettings, codec: SettingsCodec) -> "SettingsViews":
        """Return the views for an installation's settings."""
        sections = {name: getattr(installation, name) for name in SECTIONS}
        return cls(masked(codec.write(sections)))

    def view(self, stored: StoredSettings) -> SettingsView:
        """Return the view of what a domain has set."""
        own = {name: stored.sections[name] for name in SECTIONS if name in stored.sections}
        return SettingsView(
            version=stored.version,
            updated_at=stored.updated_at,
            updated_by=stored.updated_by,
            sections={**self.defaults, **masked(own)},
            sources={name: OF_DOMAIN if name in own else OF_INSTALLATION for name in SECTIONS},
        )
