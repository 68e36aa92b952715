"""Cache of the core. The core invalidates it when it commits."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock
from typing import Final

from attrs import field, frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_NOT_CACHED: Final = "not_cached"
_LOCK_COUNT: Final = 256


@frozen
class CoreOrderCache:
    """Order cache of the core; on a miss the core fills it.

    If several readers of a process miss an order at once, one of them loads it.
    """

    core: CoreClient
    _loading: tuple[Lock, ...] = field(init=False)

    @_loading.default
    def _locks(self) -> tuple[Lock, ...]:
        return tuple(Lock() for _ in range(_LOCK_COUNT))

    @contextmanager
    def slot(self, key: OrderKey) -> Iterator["_Slot"]:
        """Return a slot to read and fill a key's entry."""
        with ExitStack() as held:
            yield _Slot(self.core, key, self._loading[hash(key) % _LOCK_COUNT], held)

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Do nothing: the core invalidates before it confirms a commit."""
        return True


class _Slot:
    def __init__(self, core: CoreClient, key: OrderKey, loading: Lock, held: ExitStack) -> None:
        self._core = core
        self._key = key
        self._loading = loading
        self._held = held
        self.is_bypassed = False

    def get(self) -> CachedOrder | None:
        """Return the entry. On a miss, wait for a reader that loads it, or become that reader."""
        found = self._fetch()
        if found is not None or self.is_bypassed:
            return found
        has_waited = not self._loading.acquire(blocking=False)
        if has_waited:
            self._loading.acquire()
        self._held.callback(self._loading.release)
        return self._fetch() if has_waited else None

    def put(self, entry: CachedOrder) -> None:
        """Request that the core caches the current order; the state read here may be outdated."""
        if self.is_bypassed:
            return
        named = {"order_id": self._key.order_id}
        # The reader has its order, whether or not the core can cache it.
        with suppress(StoreUnavailableError):
            self._core.request("POST", "/api/cache/set", self._key.domain_id, named)

    def _fetch(self) -> CachedOrder | None:
        path = f"/api/cache/order/{self._key.order_id}"
        response = self._core.request("GET", path, self._key.domain_id, missing=_NOT_CACHED)
        if response is None:
            return None
        if response.status == 204:
            self.is_bypassed = True
            return None
        return CachedOrder(int(response.headers["ETag"].strip('"')), response.body)
