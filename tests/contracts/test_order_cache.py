from time import monotonic, sleep

import pytest

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from tests.contracts.caches import CACHES, KEY, cached, read, version


@pytest.fixture(params=CACHES)
def cache(request: pytest.FixtureRequest) -> OrderCache:
    return CACHES[request.param](600)


def test_what_was_put_is_got(cache: OrderCache):
    assert cached(cache) is None

    with cache.slot(KEY) as slot:
        slot.get()
        slot.put(version(1))

    assert cached(cache) == version(1)
    assert cached(cache) == version(1)


def test_a_cache_that_works_is_not_bypassed(cache: OrderCache):
    with cache.slot(KEY) as slot:
        assert not slot.is_bypassed


def test_an_invalidation_drops_what_is_older(cache: OrderCache):
    read(cache, version(1))

    cache.invalidate(KEY, 2)

    assert cached(cache) is None


def test_an_invalidation_of_the_same_version_keeps_the_body(cache: OrderCache):
    """It may come after a reader has cached what the writer made."""
    read(cache, version(2))

    cache.invalidate(KEY, 2)

    assert cached(cache) == version(2)


def test_an_invalidation_that_comes_late_keeps_what_is_newer(cache: OrderCache):
    cache.invalidate(KEY, 3)
    read(cache, version(3))

    cache.invalidate(KEY, 2)

    assert cached(cache) == version(3)


def test_a_late_invalidation_does_not_lower_the_fence(cache: OrderCache):
    cache.invalidate(KEY, 3)
    cache.invalidate(KEY, 2)

    read(cache, version(2))

    assert cached(cache) is None


def test_a_slow_readers_put_is_refused_after_a_newer_invalidation(cache: OrderCache):
    with cache.slot(KEY) as slow:
        assert slow.get() is None
        cache.invalidate(KEY, 2)
        slow.put(version(1))

    assert cached(cache) is None


def test_a_reader_that_began_after_the_invalidation_cannot_put_an_older_version(cache: OrderCache):
    cache.invalidate(KEY, 2)

    with cache.slot(KEY) as slot:
        assert slot.get() is None
        slot.put(version(1))

    assert cached(cache) is None


def test_the_version_of_the_fence_itself_is_kept(cache: OrderCache):
    cache.invalidate(KEY, 2)

    read(cache, version(2))

    assert cached(cache) == version(2)


def test_a_slow_reader_of_the_new_version_is_in_nobodys_way(cache: OrderCache):
    """Whether its entry is kept is the cache's affair, which may forget at any time."""
    with cache.slot(KEY) as slow:
        slow.get()
        cache.invalidate(KEY, 2)
        slow.put(version(2))

    assert read(cache, version(2)) == version(2)
    assert cached(cache) == version(2)


def test_an_invalidation_that_arrived_is_told_so(cache: OrderCache):
    assert cache.invalidate(KEY, 1) is True
    assert NoOrderCache().invalidate(KEY, 1) is True


def test_of_several_invalidations_during_a_load_the_newest_counts(cache: OrderCache):
    with cache.slot(KEY) as slow:
        slow.get()
        cache.invalidate(KEY, 3)
        cache.invalidate(KEY, 2)
        slow.put(version(2))

    assert cached(cache) is None


def test_a_newer_entry_replaces_an_older_one_once_that_is_invalidated(cache: OrderCache):
    read(cache, version(1))
    cache.invalidate(KEY, 2)

    assert read(cache, version(2)) == version(2)
    assert cached(cache) == version(2)


@pytest.mark.parametrize("other", [OrderKey("dom_2", "ord_1"), OrderKey("dom_1", "ord_2")])
def test_keys_are_apart(cache: OrderCache, other: OrderKey):
    read(cache, version(1))
    read(cache, version(7), other)

    cache.invalidate(other, 8)

    assert cached(cache) == version(1)
    assert cached(cache, other) is None


@pytest.mark.parametrize("kind", CACHES)
def test_an_entry_is_kept_for_a_while_only(kind: str):
    cache = CACHES[kind](0.1)
    began = monotonic()
    read(cache, version(1))

    # A machine that stalls here may find it expired already, and that would be right.
    was_kept = cached(cache) == version(1) or monotonic() - began > 0.1
    sleep(0.15)

    assert was_kept
    assert cached(cache) is None


def test_without_a_cache_every_read_is_a_load():
    cache = NoOrderCache()

    with cache.slot(KEY) as slot:
        assert slot.is_bypassed
        assert slot.get() is None
        slot.put(version(1))
    cache.invalidate(KEY, 1)

    assert cached(cache) is None
