"""Read the settings of a domain, and the history of their changes."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings
from seller_orders.application.ports.settings_store import SettingsHistory, SettingsSource
from seller_orders.application.settings.view import SettingsView, SettingsViews


@frozen
class GetSettings:
    """Read the settings of a domain, with the installation's defaults. Secrets are masked.

    >>> orders.settings.get(GetSettings("dom_1")).sources["time_zone"]
    'installation'
    """

    domain_id: str


@frozen(kw_only=True)
class GetSettingsHandler:
    """Reads the stored settings, past every cache."""

    source: SettingsSource
    views: SettingsViews

    def __call__(self, query: GetSettings) -> SettingsView:
        """Return the settings."""
        stored = self.source.other_than(query.domain_id, None)
        return self.views.view(stored or StoredSettings())


@frozen(kw_only=True)
class ListSettingsChanges:
    """List changes of a domain's settings, newest first, of versions below ``before``."""

    domain_id: str
    before: int | None = None
    limit: int = 20


@frozen(kw_only=True)
class SettingsChangePage:
    """Changes, and whether older ones follow."""

    changes: Sequence[SettingsChange]
    has_next: bool


@frozen(kw_only=True)
class ListSettingsChangesHandler:
    """Reads a page of the history."""

    history: SettingsHistory

    def __call__(self, query: ListSettingsChanges) -> SettingsChangePage:
        """Return the page."""
        found = self.history.changes(query.domain_id, query.before, query.limit + 1)
        return SettingsChangePage(changes=found[: query.limit], has_next=len(found) > query.limit)
