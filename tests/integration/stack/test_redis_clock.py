"""Redis's clock is set back: the load token of a dead reader lasts too long."""

from redis import Redis

from seller_orders.application.ports.order_cache import CachedOrder, OrderKey
from tests.contracts.caches import redis_cache
from tests.support.servers import redis_url

KEY = OrderKey("dom_1", "ord_1")
HOUR_MS = 3_600_000


def test_an_overlong_load_token_is_replaced():
    cache = redis_cache(600)
    with cache.slot(KEY) as died:
        assert died.get() is None
        redis = Redis.from_url(redis_url())
        (task,) = redis.keys("*:loading")
        redis.pexpire(task, HOUR_MS)

        with cache.slot(KEY) as slot:
            assert slot.get() is None
            slot.put(CachedOrder(1, b"body"))

        with cache.slot(KEY) as slot:
            assert slot.get() == CachedOrder(1, b"body")
