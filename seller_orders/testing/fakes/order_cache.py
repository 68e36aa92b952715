"""An order cache that cannot be reached."""

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.ports.order_cache import OrderKey


class UnreachableOrderCache(NoOrderCache):
    """Bypasses every read, and fails every invalidation."""

    def invalidate(self, key: OrderKey, version: int) -> bool:
        """Return False, because no invalidation succeeds."""
        return False
