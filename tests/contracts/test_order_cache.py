import pytest

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.ports.order_cache import OrderCache
from seller_orders.testing.contracts.order_cache import (
    KEY,
    OrderCacheContract,
    cached,
    read,
    version,
)
from seller_orders.testing.contracts.order_cache_under_load import OrderCacheUnderLoadContract
from tests.contracts.caches import CACHES
from tests.support.waiting import wait_until


@pytest.fixture(params=CACHES)
def cache(request: pytest.FixtureRequest) -> OrderCache:
    return CACHES[request.param](600)


class TestOrderCache(OrderCacheContract):
    """On every cache."""


class TestOrderCacheUnderLoad(OrderCacheUnderLoadContract):
    """On every cache."""


@pytest.mark.parametrize("kind", CACHES)
def test_an_entry_expires(kind: str):
    cache = CACHES[kind](0.1)
    read(cache, version(1))

    wait_until(lambda: cached(cache) is None)


def test_without_a_cache_every_read_loads():
    cache = NoOrderCache()

    assert cache.invalidate(KEY, 1) is True

    with cache.slot(KEY) as slot:
        assert slot.is_bypassed
        assert slot.get() is None
        slot.put(version(1))
    cache.invalidate(KEY, 1)

    assert cached(cache) is None
