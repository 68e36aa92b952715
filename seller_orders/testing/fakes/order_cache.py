from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.ports.order_cache import OrderKey


class UnreachableOrderCache(NoOrderCache):
    """A cache that is away: every read passes it by, and no invalidation arrives."""

    def invalidate(self, key: OrderKey, version: int) -> bool:
        return False
