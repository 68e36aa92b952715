"""No cache, for where one in process memory could not be coherent."""

from collections.abc import Iterator
from contextlib import contextmanager

from seller_orders.application.ports.order_cache import CachedOrder, OrderKey


class NoOrderCache:
    """Remembers nothing: every read is answered from the store."""

    @contextmanager
    def slot(self, key: OrderKey) -> Iterator["_Bypass"]:
        """Hold nothing."""
        yield _Bypass()

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Have nothing to drop."""
        return True


class _Bypass:
    is_bypassed = True

    def get(self) -> CachedOrder | None:
        return None

    def put(self, entry: CachedOrder) -> None:
        pass
