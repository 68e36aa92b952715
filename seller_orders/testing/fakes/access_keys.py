from datetime import datetime

from attrs import evolve, field, frozen

from seller_orders.application.access import AccessKey


@frozen
class MemoryAccessKeys:
    _keys: dict[str, AccessKey] = field(factory=dict)

    def add(self, key: AccessKey) -> None:
        self._keys[key.id] = key

    def find(self, digest: str) -> AccessKey | None:
        live = (key for key in self._keys.values() if key.revoked_at is None)
        return next((key for key in live if key.digest == digest), None)

    def note_use(self, key: AccessKey, at: datetime) -> None:
        self._keys[key.id] = evolve(self._keys[key.id], last_used_at=at)

    def every(self) -> list[AccessKey]:
        return sorted(self._keys.values(), key=lambda key: (key.created_at, key.id))

    def revoke(self, key_id: str, at: datetime) -> bool:
        key = self._keys.get(key_id)
        if key is not None and key.revoked_at is None:
            self._keys[key_id] = evolve(key, revoked_at=at)
        return key is not None
