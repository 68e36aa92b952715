"""API keys of one domain, in a unit of work."""

from datetime import datetime
from typing import Protocol

from seller_orders.application.access import AccessKey


class KeyRepository(Protocol):
    """Stores and revokes API keys."""

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        ...

    def revoke(self, domain_id: str, key_id: str, at: datetime) -> AccessKey | None:
        """Revoke a key and return it; None if the domain has no such key.

        A key that is revoked already keeps its time of revocation.
        """
        ...
