"""What an order cache does: it never shows a version that was replaced."""

import pytest

from seller_orders.application.ports.order_cache import CachedOrder, OrderCache, OrderKey

KEY = OrderKey("dom_1", "ord_1")


def version(number: int) -> CachedOrder:
    return CachedOrder(number, f'{{"version":{number}}}'.encode())


def read(cache: OrderCache, loaded: CachedOrder, key: OrderKey = KEY) -> CachedOrder:
    """Read as a use case does: what is cached, else what is loaded and then kept."""
    with cache.slot(key) as slot:
        cached = slot.get()
        if cached is not None:
            return cached
        slot.put(loaded)
        return loaded


def cached(cache: OrderCache, key: OrderKey = KEY) -> CachedOrder | None:
    with cache.slot(key) as slot:
        return slot.get()


class OrderCacheContract:
    """Give it a fixture ``cache``: an empty one."""

    def test_what_was_put_is_got(self, cache: OrderCache) -> None:
        assert cached(cache) is None

        with cache.slot(KEY) as slot:
            slot.get()
            slot.put(version(1))

        assert cached(cache) == version(1)
        assert cached(cache) == version(1)

    def test_a_cache_that_works_is_not_bypassed(self, cache: OrderCache) -> None:
        with cache.slot(KEY) as slot:
            assert not slot.is_bypassed

    def test_an_invalidation_drops_what_is_older(self, cache: OrderCache) -> None:
        read(cache, version(1))

        cache.invalidate(KEY, 2)

        assert cached(cache) is None

    def test_an_invalidation_of_the_same_version_keeps_the_body(self, cache: OrderCache) -> None:
        """It may come after a reader has cached what the writer made."""
        read(cache, version(2))

        cache.invalidate(KEY, 2)

        assert cached(cache) == version(2)

    def test_an_invalidation_that_comes_late_keeps_what_is_newer(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 3)
        read(cache, version(3))

        cache.invalidate(KEY, 2)

        assert cached(cache) == version(3)

    def test_a_late_invalidation_does_not_lower_the_fence(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 3)
        cache.invalidate(KEY, 2)

        read(cache, version(2))

        assert cached(cache) is None

    def test_a_slow_readers_put_is_refused_after_a_newer_invalidation(
        self, cache: OrderCache
    ) -> None:
        with cache.slot(KEY) as slow:
            assert slow.get() is None
            cache.invalidate(KEY, 2)
            slow.put(version(1))

        assert cached(cache) is None

    def test_a_reader_that_began_after_the_invalidation_cannot_put_an_older_version(
        self, cache: OrderCache
    ) -> None:
        cache.invalidate(KEY, 2)

        with cache.slot(KEY) as slot:
            assert slot.get() is None
            slot.put(version(1))

        assert cached(cache) is None

    def test_the_version_of_the_fence_itself_is_kept(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 2)

        read(cache, version(2))

        assert cached(cache) == version(2)

    def test_a_slow_reader_of_the_new_version_is_in_nobodys_way(self, cache: OrderCache) -> None:
        """Whether its entry is kept is the cache's affair, which may forget at any time."""
        with cache.slot(KEY) as slow:
            slow.get()
            cache.invalidate(KEY, 2)
            slow.put(version(2))

        assert read(cache, version(2)) == version(2)
        assert cached(cache) == version(2)

    def test_an_invalidation_that_arrived_is_told_so(self, cache: OrderCache) -> None:
        assert cache.invalidate(KEY, 1) is True

    def test_of_several_invalidations_during_a_load_the_newest_counts(
        self, cache: OrderCache
    ) -> None:
        with cache.slot(KEY) as slow:
            slow.get()
            cache.invalidate(KEY, 3)
            cache.invalidate(KEY, 2)
            slow.put(version(2))

        assert cached(cache) is None

    def test_a_newer_entry_replaces_an_older_one_once_that_is_invalidated(
        self, cache: OrderCache
    ) -> None:
        read(cache, version(1))
        cache.invalidate(KEY, 2)

        assert read(cache, version(2)) == version(2)
        assert cached(cache) == version(2)

    @pytest.mark.parametrize("other", [OrderKey("dom_2", "ord_1"), OrderKey("dom_1", "ord_2")])
    def test_keys_are_apart(self, cache: OrderCache, other: OrderKey) -> None:
        read(cache, version(1))
        read(cache, version(7), other)

        cache.invalidate(other, 8)

        assert cached(cache) == version(1)
        assert cached(cache, other) is None
