"""API keys in memory."""

from collections.abc import Collection
from datetime import datetime

from attrs import evolve, frozen

from seller_orders.application.access import AccessKey
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryAccessKeys:
    """API keys of a store in memory."""

    store: MemoryStore

    def add(self, key: AccessKey) -> None:
        """Store a new key."""
        with self.store.writing() as tx:
            tx.keys.add(key)
            tx.commit()

    def find(self, digest: str) -> AccessKey | None:
        """Return the unrevoked key with a digest, None if there is none."""
        return next(iter(self.find_many([digest])), None)

    def find_many(self, digests: Collection[str]) -> list[AccessKey]:
        """Return the unrevoked keys with these digests."""
        return [key for key in self.every() if key.digest in digests and key.revoked_at is None]

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record when a key was used last."""
        with self.store.writing() as tx:
            tx.state.keys[key.id] = evolve(tx.state.keys[key.id], last_used_at=at)
            tx.commit()

    def every(self) -> list[AccessKey]:
        """Return all keys, the oldest first."""
        keys = self.store.committed.keys.values()
        return sorted(keys, key=lambda key: (key.created_at, key.id))

    def revoke(self, key_id: str, at: datetime) -> bool:
        """Revoke a key; return False if it is unknown."""
        key = self.store.committed.keys.get(key_id)
        if key is None:
            return False
        with self.store.writing() as tx:
            tx.keys.revoke(key.domain_id, key_id, at)
            tx.commit()
        return True

    def get(self, domain_id: str, key_id: str) -> AccessKey | None:
        """Return a key of a domain."""
        key = self.store.committed.keys.get(key_id)
        return key if key is not None and key.domain_id == domain_id else None

    def page(
        self, domain_id: str, revoked_since: datetime, limit: int, after: str | None
    ) -> list[AccessKey]:
        """Return keys of a domain by id, without those revoked before ``revoked_since``."""
        listed = [
            key
            for key in self.store.committed.keys.values()
            if key.domain_id == domain_id
            and key.id > (after or "")
            and (key.revoked_at is None or key.revoked_at >= revoked_since)
        ]
        return sorted(listed, key=lambda key: key.id)[:limit]
