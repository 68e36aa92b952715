import tracemalloc

import msgspec
import pytest

from seller_orders.adapters.outbound.memory import order_cache
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.memory.order_cache import MemoryOrderCache
from seller_orders.application.ports.order_cache import CachedOrder, OrderCache, OrderKey
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


def test_memory_is_limited_by_the_bytes_of_bodies(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(order_cache, "_MAX_BYTES", 20_000)
    cache = MemoryOrderCache(600)
    keys = [OrderKey("dom_1", f"ord_{n}") for n in range(10)]

    for key in keys:
        read(cache, body_of(4_000), key)

    assert [cached(cache, key) is not None for key in keys] == [False] * 6 + [True] * 4


def test_a_body_beyond_the_memory_is_not_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(order_cache, "_MAX_BYTES", 20_000)
    cache, other = MemoryOrderCache(600), OrderKey("dom_1", "ord_2")
    read(cache, version(1), other)

    read(cache, body_of(20_000))

    assert cached(cache) is None
    assert cached(cache, other) == version(1)


def test_a_kept_body_takes_no_more_than_its_bytes():
    """msgspec leaves the unused end of its buffer allocated."""
    cache, encoder = MemoryOrderCache(600), msgspec.json.Encoder()
    keys = [OrderKey("dom_1", f"ord_{n}") for n in range(100)]
    allocating = (__file__, str(order_cache.__file__))
    tracemalloc.start()
    try:
        for key in keys:
            read(cache, CachedOrder(1, encoder.encode("x" * 3_000)), key)
        traces = tracemalloc.take_snapshot().filter_traces(
            [tracemalloc.Filter(inclusive=True, filename_pattern=file) for file in allocating]
        )
    finally:
        tracemalloc.stop()

    assert sum(each.size for each in traces.statistics("filename")) < 100 * (3_000 + 900)


def body_of(size: int) -> CachedOrder:
    return CachedOrder(1, b"x" * size)


def test_without_a_cache_every_read_loads():
    cache = NoOrderCache()

    assert cache.invalidate(KEY, 1) is True

    with cache.slot(KEY) as slot:
        assert slot.is_bypassed
        assert slot.get() is None
        slot.put(version(1))
    cache.invalidate(KEY, 1)

    assert cached(cache) is None
