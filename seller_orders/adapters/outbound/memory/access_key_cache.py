"""Cache of API keys in process memory."""

from datetime import datetime
from threading import Lock
from typing import Final

from cachetools import TTLCache

from seller_orders.adapters.outbound.memory.key_batches import KeyBatches
from seller_orders.application.access import USE_NOTED_EVERY, AccessKey
from seller_orders.application.ports.key_lookup import MAX_KEYS_AT_ONCE, KeyBatchLookUp

_MAX_KEYS: Final = 10_000
_REMEMBERED_S: Final = 30.0
_FAMILIAR_S: Final = 3_600.0
_MAX_WAITING_UNFAMILIAR: Final = 32


class CachedKeyLookUp:
    """Cache of found keys for 30 s, which is how long a revoked key may still work.

    Keys that were found within the last hour are looked up apart from all others, which may be made
    up by the thousand. So those wait only for each other.
    """

    def __init__(self, keys: KeyBatchLookUp) -> None:
        self._keys = keys
        self._found: TTLCache[str, AccessKey] = TTLCache(_MAX_KEYS, _REMEMBERED_S)
        self._familiar: TTLCache[str, None] = TTLCache(_MAX_KEYS, _FAMILIAR_S)
        self._noted: TTLCache[str, datetime] = TTLCache(_MAX_KEYS, USE_NOTED_EVERY.total_seconds())
        self._lock = Lock()
        self._familiar_batches = KeyBatches(keys.find_many, MAX_KEYS_AT_ONCE)
        self._other_batches = KeyBatches(keys.find_many, _MAX_WAITING_UNFAMILIAR)

    def find(self, digest: str) -> AccessKey | None:
        """Return the key with the digest, at most 30 s old. Returns None if it is unknown.

        Raises KeyLookUpBusyError if too many requests look up unfamiliar keys already.
        """
        try:
            with self._lock:
                return self._found[digest]
        except KeyError:
            return self._look_up(digest)

    def record_use(self, key: AccessKey, at: datetime) -> None:
        """Record the time of a key's last use, at most once an interval."""
        with self._lock:
            if key.id in self._noted:
                return
            self._noted[key.id] = at
        self._keys.record_use(key, at)

    def _look_up(self, digest: str) -> AccessKey | None:
        with self._lock:
            batches = self._familiar_batches if digest in self._familiar else self._other_batches
        found = batches.find(digest)
        with self._lock:
            if found is not None:
                self._found[digest] = found
                self._familiar[digest] = None
            else:
                self._familiar.pop(digest, None)
        return found
