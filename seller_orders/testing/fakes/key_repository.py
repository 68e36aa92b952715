"""API keys of a domain in memory."""

from datetime import datetime

from attrs import evolve, frozen

from seller_orders.application.access import AccessKey
from seller_orders.testing.fakes.state import State


@frozen
class MemoryKeyRepository:
    """Keys in a unit of work's state."""

    state: State

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        self.state.keys[key.id] = key

    def revoke(self, domain_id: str, key_id: str, at: datetime) -> AccessKey | None:
        """Revoke a key and return it; None if the domain has no such key."""
        key = self.state.keys.get(key_id)
        if key is None or key.domain_id != domain_id:
            return None
        revoked = evolve(key, revoked_at=key.revoked_at or at)
        self.state.keys[key_id] = revoked
        return revoked
