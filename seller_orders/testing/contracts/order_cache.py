"""Contract of the order cache: it never returns a replaced version."""

import pytest

from seller_orders.application.ports.order_cache import CachedOrder, OrderCache, OrderKey

KEY = OrderKey("dom_1", "ord_1")


def version(number: int) -> CachedOrder:
    return CachedOrder(number, f'{{"version":{number}}}'.encode())


def read(cache: OrderCache, loaded: CachedOrder, key: OrderKey = KEY) -> CachedOrder:
    """Read as a use case does: return the cached entry, or load and store one."""
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
    """Contract of ``OrderCache``. Needs a fixture ``cache``: an empty cache."""

    def test_get_returns_what_was_put(self, cache: OrderCache) -> None:
        assert cached(cache) is None

        with cache.slot(KEY) as slot:
            slot.get()
            slot.put(version(1))

        assert cached(cache) == version(1)
        assert cached(cache) == version(1)

    def test_a_cache_that_works_is_not_bypassed(self, cache: OrderCache) -> None:
        with cache.slot(KEY) as slot:
            assert not slot.is_bypassed

    def test_invalidation_drops_older_versions(self, cache: OrderCache) -> None:
        read(cache, version(1))

        cache.invalidate(KEY, 2)

        assert cached(cache) is None

    def test_invalidation_keeps_the_same_version(self, cache: OrderCache) -> None:
        """A reader may cache the new version before the writer invalidates."""
        read(cache, version(2))

        cache.invalidate(KEY, 2)

        assert cached(cache) == version(2)

    def test_late_invalidation_keeps_a_newer_version(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 3)
        read(cache, version(3))

        cache.invalidate(KEY, 2)

        assert cached(cache) == version(3)

    def test_late_invalidation_does_not_lower_the_fence(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 3)
        cache.invalidate(KEY, 2)

        read(cache, version(2))

        assert cached(cache) is None

    def test_put_after_a_newer_invalidation_is_refused(self, cache: OrderCache) -> None:
        with cache.slot(KEY) as slow:
            assert slow.get() is None
            cache.invalidate(KEY, 2)
            slow.put(version(1))

        assert cached(cache) is None

    def test_a_new_reader_cannot_put_an_older_version(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 2)

        with cache.slot(KEY) as slot:
            assert slot.get() is None
            slot.put(version(1))

        assert cached(cache) is None

    def test_the_fence_accepts_its_own_version(self, cache: OrderCache) -> None:
        cache.invalidate(KEY, 2)

        read(cache, version(2))

        assert cached(cache) == version(2)

    def test_a_slow_reader_of_the_new_version_does_no_harm(self, cache: OrderCache) -> None:
        """The cache may keep or drop its entry, as it may evict any entry at any time."""
        with cache.slot(KEY) as slow:
            slow.get()
            cache.invalidate(KEY, 2)
            slow.put(version(2))

        assert read(cache, version(2)) == version(2)
        assert cached(cache) == version(2)

    def test_invalidate_returns_true(self, cache: OrderCache) -> None:
        assert cache.invalidate(KEY, 1) is True

    def test_the_newest_invalidation_during_a_load_counts(self, cache: OrderCache) -> None:
        with cache.slot(KEY) as slow:
            slow.get()
            cache.invalidate(KEY, 3)
            cache.invalidate(KEY, 2)
            slow.put(version(2))

        assert cached(cache) is None

    def test_a_newer_entry_replaces_an_invalidated_one(self, cache: OrderCache) -> None:
        read(cache, version(1))
        cache.invalidate(KEY, 2)

        assert read(cache, version(2)) == version(2)
        assert cached(cache) == version(2)

    @pytest.mark.parametrize("other", [OrderKey("dom_2", "ord_1"), OrderKey("dom_1", "ord_2")])
    def test_keys_are_independent(self, cache: OrderCache, other: OrderKey) -> None:
        read(cache, version(1))
        read(cache, version(7), other)

        cache.invalidate(other, 8)

        assert cached(cache) == version(1)
        assert cached(cache, other) is None
