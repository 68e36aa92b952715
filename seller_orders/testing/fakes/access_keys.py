"""API keys in memory."""

from collections.abc import Collection
from datetime import datetime

from attrs import evolve, field, frozen

from seller_orders.application.access import AccessKey


@frozen
class MemoryAccessKeys:
    """API keys in a dict."""

    _keys: dict[str, AccessKey] = field(factory=dict)

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        self._keys[key.id] = key

    def find(self, digest: str) -> AccessKey | None:
        """Return the unrevoked key with a digest, None if there is none."""
        return next(iter(self.find_many([digest])), None)

    def find_many(self, digests: Collection[str]) -> list[AccessKey]:
        """Return the unrevoked keys with these digests."""
        live = (key for key in self._keys.values() if key.revoked_at is None)
        return [key for key in live if key.digest in digests]

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record when a key was used last."""
        self._keys[key.id] = evolve(self._keys[key.id], last_used_at=at)

    def every(self) -> list[AccessKey]:
        """Return all keys, the oldest first."""
        return sorted(self._keys.values(), key=lambda key: (key.created_at, key.id))

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Revoke a key; return False if it is unknown."""
        key = self._keys.get(key_id)
        if key is not None and key.revoked_at is None:
            self._keys[key_id] = evolve(key, revoked_at=at)
        return key is not None
