"""Settings of domains in a unit of work in memory."""

from attrs import frozen

from seller_orders.application.ports.settings_repository import (
    KEPT_CHANGES,
    SettingsChange,
    StoredSettings,
)
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.testing.fakes.state import State


@frozen
class MemorySettingsRepository:
    """Settings in a unit of work's state."""

    state: State

    def find(self, domain_id: str) -> StoredSettings:
        """Return the settings of a domain."""
        return self.state.settings.get(domain_id, StoredSettings())

    def save(self, domain_id: str, settings: StoredSettings, change: SettingsChange) -> None:
        """Save the next version, and add the change to the history."""
        if settings.version != self.find(domain_id).version + 1:
            raise WriteConflictError("another writer has changed the settings")
        self.state.settings[domain_id] = settings
        known = self.state.settings_changes.get(domain_id, ())
        self.state.settings_changes[domain_id] = (*known, change)[-KEPT_CHANGES:]

    def replace(self, domain_id: str, settings: StoredSettings) -> None:
        """Store the same version with its secrets encrypted otherwise."""
        self.state.settings[domain_id] = settings
