"""Settings that domains have stored, inside a unit of work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol

from attrs import field, frozen

KEPT_CHANGES: Final = 200
"""Number of changes that the history of a domain keeps."""


@frozen(kw_only=True)
class StoredSettings:
    """The sections that a domain has set itself, at one version; at version 0 it has set none.

    Sections are JSON values by name, in which secrets are encrypted.
    """

    version: int = 0
    updated_at: datetime | None = None
    updated_by: str | None = None
    sections: Mapping[str, Any] = field(factory=dict, repr=False)


@frozen(kw_only=True)
class SettingsChange:
    """Change that made a version: the former and the new value of each section that it changed.

    ``sections`` are ``{"time_zone": {"from": null, "to": "Asia/Kolkata"}}``; null is the
    installation's default. Secrets are masked.
    """

    version: int
    at: datetime
    by: str
    sections: Mapping[str, Mapping[str, Any]]


class SettingsRepository(Protocol):
    """Finds and saves the settings of a domain."""

    def find(self, domain_id: str) -> StoredSettings:
        """Return the settings, and lock them until the unit of work ends."""
        ...

    def save(self, domain_id: str, settings: StoredSettings, change: SettingsChange) -> None:
        """Save the version after the one that was found, and add the change to the history.

        The history keeps the latest ``KEPT_CHANGES``. Raises WriteConflictError if another unit of
        work has saved a version since.
        """
        ...

    def replace(self, domain_id: str, settings: StoredSettings) -> None:
        """Store the version that was found with its secrets encrypted otherwise."""
        ...
