"""Order cache in process memory, for installations with one process."""

from contextlib import AbstractContextManager
from threading import Event, Lock
from typing import Final

from attrs import define, field, frozen
from cachetools import TTLCache

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey

_MAX_BYTES: Final = 12_000_000
_ENTRY_BYTES: Final = 500
"""Size of an entry without its body: key, version and the cache's own objects."""
_MAX_LOAD_S: Final = 5.0


@frozen
class _Fence:
    """Entry of an invalidated order: older versions are refused."""

    version: int


@define
class _Load:
    """Load in progress that other readers wait for; versions before ``oldest`` are refused."""

    oldest: int = 0
    done: Event = field(factory=Event)


class MemoryOrderCache:
    """Cache of response bodies in up to 12 MB of memory.

    A load in progress is fenced too, even if the cache evicts its fence. So a slow reader never
    restores a version that a writer has replaced. A body that is larger than the cache is not kept.
    """

    def __init__(self, ttl_s: float) -> None:
        self._entries: TTLCache[OrderKey, CachedOrder | _Fence] = TTLCache(
            _MAX_BYTES, ttl_s, getsizeof=_size
        )
        self._loads: dict[OrderKey, _Load] = {}
        self._lock = Lock()

    def slot(self, key: OrderKey) -> "_Slot":
        """Open a key's entry for reading and filling."""
        return _Slot(self, key)

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Delete entries older than ``version`` and refuse them from now on."""
        with self._lock:
            kept = self._entries.get(key)
            if kept is None or kept.version < version:
                self._entries[key] = _Fence(version)
            load = self._loads.get(key)
            if load is not None:
                load.oldest = max(load.oldest, version)
        return True

    def claim(self, key: OrderKey) -> tuple[CachedOrder | _Load, bool]:
        """Return the entry or the load in progress, and whether it is a new load, the caller's."""
        with self._lock:
            kept = self._entries.get(key)
            if isinstance(kept, CachedOrder):
                return kept, False
            load = self._loads.get(key)
            if load is not None:
                return load, False
            load = self._loads[key] = _Load(kept.version if kept else 0)
            return load, True

    def keep(self, key: OrderKey, load: _Load, entry: CachedOrder) -> None:
        """Store a loaded entry unless a newer version is known."""
        # The encoder leaves the unused end of its buffer allocated, about a quarter of the body.
        exact = CachedOrder(entry.version, bytes(memoryview(entry.body)))
        with self._lock:
            if entry.version >= load.oldest and _size(exact) <= _MAX_BYTES:
                self._entries[key] = exact

    def finish(self, key: OrderKey, load: _Load) -> None:
        """End a load and wake the readers that wait for it."""
        with self._lock:
            del self._loads[key]
        load.done.set()


def _size(entry: CachedOrder | _Fence) -> int:
    return _ENTRY_BYTES + (len(entry.body) if isinstance(entry, CachedOrder) else 0)


class _Slot(AbstractContextManager["_Slot"]):
    is_bypassed = False

    def __init__(self, cache: MemoryOrderCache, key: OrderKey) -> None:
        self._cache = cache
        self._key = key
        self._load: _Load | None = None

    def get(self) -> CachedOrder | None:
        found, is_mine = self._cache.claim(self._key)
        if isinstance(found, _Load) and not is_mine:
            with blocking_io():
                found.done.wait(_MAX_LOAD_S)
            found, is_mine = self._cache.claim(self._key)
        if isinstance(found, CachedOrder):
            return found
        if is_mine:
            self._load = found
        return None

    def put(self, entry: CachedOrder) -> None:
        if self._load is not None:
            self._cache.keep(self._key, self._load, entry)

    def __exit__(self, *_: object) -> None:
        if self._load is not None:
            self._cache.finish(self._key, self._load)
