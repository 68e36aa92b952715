"""Cache of API keys in process memory."""

from datetime import datetime
from threading import Lock
from typing import Final

from cachetools import TTLCache

from seller_orders.application.access import USE_NOTED_EVERY, AccessKey
from seller_orders.application.ports.access_keys import KeyLookUp

_MAX_KEYS: Final = 10_000
_REMEMBERED_S: Final = 30.0


class CachedKeyLookUp:
    """Cache of found keys for 30 s, which is how long a revoked key may still work."""

    def __init__(self, keys: KeyLookUp) -> None:
        self._keys = keys
        self._found: TTLCache[str, AccessKey] = TTLCache(_MAX_KEYS, _REMEMBERED_S)
        self._noted: TTLCache[str, datetime] = TTLCache(_MAX_KEYS, USE_NOTED_EVERY.total_seconds())
        self._lock = Lock()

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with the digest, at most 30 s old. Returns None if it is unknown."""
        with self._lock:
            remembered = self._found.get(digest)
        if remembered is not None:
            return remembered
        found = self._keys.find(digest)
        if found is not None:
            with self._lock:
                self._found[digest] = found
        return found

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record the time of a key's last use, at most once an interval."""
        with self._lock:
            if key.id in self._noted:
                return
            self._noted[key.id] = at
        self._keys.record_use(key, at)
