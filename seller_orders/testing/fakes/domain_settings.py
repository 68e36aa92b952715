"""Settings of domains in memory."""

from collections.abc import Sequence

from attrs import frozen

from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemorySettingsStore:
    """The committed settings of a store."""

    store: MemoryStore

    def other_than(self, domain_id: str, version: int | None) -> StoredSettings | None:
        """Return the settings of a domain; None if they are at this version."""
        found = self.store.committed.settings.get(domain_id, StoredSettings())
        return None if found.version == version else found

    def changes(self, domain_id: str, before: int | None, limit: int) -> Sequence[SettingsChange]:
        """Return changes, newest first, of versions below ``before`` if there is one."""
        known = self.store.committed.settings_changes.get(domain_id, ())
        return [each for each in reversed(known) if before is None or each.version < before][:limit]
