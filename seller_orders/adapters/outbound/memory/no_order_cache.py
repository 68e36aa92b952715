"""Order cache for installations where a cache in process memory would be stale."""

from collections.abc import Iterator
from contextlib import contextmanager

from seller_orders.application.ports.order_cache import CachedOrder, OrderKey


class NoOrderCache:
    """Order cache that stores nothing."""

    @contextmanager
    def slot(self, key: OrderKey) -> Iterator["_Bypass"]:
        """Return an entry that is always empty."""
        yield _Bypass()

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Do nothing."""
        return True


class _Bypass:
    is_bypassed = True

    def get(self) -> CachedOrder | None:
        return None

    def put(self, entry: CachedOrder) -> None:
        pass
