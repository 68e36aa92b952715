"""The core's cache, which the core itself invalidates as it commits."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Lock
from typing import Final

from attrs import field, frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey
from seller_orders.application.ports.unit_of_work import StoreUnavailableError

_NOT_CACHED: Final = "not_cached"
_LOADS_AT_ONCE: Final = 256


@frozen
class CoreOrderCache:
    """Asks for an entry, and has the core read and keep what was missed.

    Of the readers of a process that miss an order at once, one loads it.
    """

    core: CoreClient
    _loading: tuple[Lock, ...] = field(init=False)

    @_loading.default
    def _locks(self) -> tuple[Lock, ...]:
        return tuple(Lock() for _ in range(_LOADS_AT_ONCE))

    @contextmanager
    def slot(self, key: OrderKey) -> Iterator["_Slot"]:
        """Hold a key's entry for reading and filling it."""
        with ExitStack() as held:
            yield _Slot(self.core, key, self._loading[hash(key) % _LOADS_AT_ONCE], held)

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Leave it to the core: it has done so before it said that it had committed."""
        return True


class _Slot:
    def __init__(self, core: CoreClient, key: OrderKey, loading: Lock, held: ExitStack) -> None:
        self._core = core
        self._key = key
        self._loading = loading
        self._held = held
        self.is_bypassed = False

    def get(self) -> CachedOrder | None:
        """Return the entry; who finds none waits for whoever loads it, or does so itself."""
        found = self._asked()
        if found is not None or self.is_bypassed:
            return found
        has_waited = not self._loading.acquire(blocking=False)
        if has_waited:
            self._loading.acquire()
        self._held.callback(self._loading.release)
        return self._asked() if has_waited else None

    def put(self, entry: CachedOrder) -> None:
        """Have the core keep the order, as it reads it: what was read here may be old by now."""
        if self.is_bypassed:
            return
        named = {"order_id": self._key.order_id}
        # The order has been read: whether it is cached, too, is nothing to its reader.
        with suppress(StoreUnavailableError):
            self._core.ask("POST", "/api/cache/set", self._key.domain_id, named)

    def _asked(self) -> CachedOrder | None:
        path = f"/api/cache/order/{self._key.order_id}"
        answer = self._core.ask("GET", path, self._key.domain_id, missing=_NOT_CACHED)
        if answer is None:
            return None
        if answer.status == 204:
            self.is_bypassed = True
            return None
        return CachedOrder(int(answer.headers["ETag"].strip('"')), answer.body)
