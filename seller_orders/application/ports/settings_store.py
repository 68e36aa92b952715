"""Settings that domains have stored, and their history, read without a lock."""

from collections.abc import Sequence
from typing import Protocol

from seller_orders.application.ports.settings_repository import SettingsChange, StoredSettings


class SettingsSource(Protocol):
    """Provides the settings of domains to every process."""

    def other_than(self, domain_id: str, version: int | None) -> StoredSettings | None:
        """Return the settings of a domain; None if they are at this version."""
        ...


class SettingsHistory(Protocol):
    """Lists the changes of a domain's settings."""

    def changes(self, domain_id: str, before: int | None, limit: int) -> Sequence[SettingsChange]:
        """Return changes, newest first, of versions below ``before`` if there is one."""
        ...
