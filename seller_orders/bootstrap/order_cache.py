"""The order cache of an installation's processes."""

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.adapters.shared.wire.detail_fingerprint import detail_fingerprint
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.settings import Settings
from seller_orders.settings.parsing import SettingsError


def order_cache(settings: Settings, *, is_only_writer: bool) -> OrderCache:
    """Return Redis if it is set, else this process's memory if no other process writes."""
    if settings.redis_url is None:
        return MemoryOrderCache(settings.cache_ttl_s) if is_only_writer else NoOrderCache()
    # The Redis client need not be installed where no Redis is used.
    from seller_orders.adapters.outbound.redis.connection import BoundedRedis
    from seller_orders.adapters.outbound.redis.order_cache import RedisOrderCache

    try:
        redis = BoundedRedis(settings.redis_url)
        return RedisOrderCache(redis, settings.cache_ttl_s, detail_fingerprint())
    except ValueError as error:
        raise SettingsError(f"SELLER_ORDERS_REDIS_URL: {error}") from error
