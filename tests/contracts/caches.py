"""The caches that the contract tests run on. A new one is an entry of ``CACHES``."""

from collections.abc import Callable

from redis import Redis

from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.adapters.outbound.redis.connection import BoundedRedis
from seller_orders.adapters.outbound.redis.order_cache import RedisOrderCache
from seller_orders.application.ports.order_cache import OrderCache
from tests.support.servers import redis_url


def redis_cache(ttl_s: float) -> OrderCache:
    Redis.from_url(redis_url()).flushdb()
    return RedisOrderCache(BoundedRedis(redis_url()), ttl_s, "form")


CACHES: dict[str, Callable[[float], OrderCache]] = {
    "memory": MemoryOrderCache,
    "redis": redis_cache,
}
"""Constructors of caches, with the time to live in seconds."""
