"""Contract of concurrent readers and writers of one cached order."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Lock
from time import sleep

import pytest

from seller_orders.application.ports.order_cache import CachedOrder, OrderCache, OrderKey
from seller_orders.testing.contracts.order_cache import KEY, cached, read, version

READERS = 100
A_WHILE_S = 0.05
WITHIN_S = 60.0
"""Upper limit of waits that normally end at once."""


class LoadingFailedError(Exception):
    """Failure of a loader."""


def wait_behind(
    cache: OrderCache, pool: ThreadPoolExecutor, loaded: CachedOrder
) -> "Future[CachedOrder]":
    """Start a reader that waits for another's load. The future is what it reads."""
    has_begun = Event()

    def read_behind() -> CachedOrder:
        has_begun.set()
        return read(cache, loaded)

    waiting = pool.submit(read_behind)
    has_begun.wait()
    sleep(A_WHILE_S)
    return waiting


class OrderCacheUnderLoadContract:
    """Contract of an ``OrderCache`` under load. Needs a fixture ``cache``: an empty cache.

    Its entries must last for minutes, and its readers must wait as long for another's load, so that
    the tests do not depend on the machine's speed.
    """

    def test_concurrent_misses_load_once(self, cache: OrderCache) -> None:
        together, lock, loads = Barrier(READERS), Lock(), []

        def read_once() -> CachedOrder:
            together.wait()
            with cache.slot(KEY) as slot:
                found = slot.get()
                if found is None:
                    with lock:
                        loads.append(1)
                    sleep(A_WHILE_S)
                    found = version(1)
                    slot.put(found)
                return found

        with ThreadPoolExecutor(READERS) as pool:
            seen = [each.result() for each in [pool.submit(read_once) for _ in range(READERS)]]

        assert seen == [version(1)] * READERS
        assert len(loads) == 1

    def test_a_miss_waits_for_the_load_in_progress(self, cache: OrderCache) -> None:
        with ThreadPoolExecutor(1) as pool:
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                waiting = wait_behind(cache, pool, version(9))
                was_waiting = not waiting.done()
                loading.put(version(1))
            seen = waiting.result(WITHIN_S)

        assert was_waiting
        assert seen == version(1)

    def test_a_failed_load_wakes_waiting_readers(self, cache: OrderCache) -> None:
        def fail_while_another_waits(
            pool: ThreadPoolExecutor,
        ) -> "Future[CachedOrder]":
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                waiting.append(wait_behind(cache, pool, version(1)))
                raise LoadingFailedError

        waiting: list[Future[CachedOrder]] = []
        with ThreadPoolExecutor(1) as pool:
            with pytest.raises(LoadingFailedError):
                fail_while_another_waits(pool)
            seen = waiting[0].result(WITHIN_S)

        assert seen == version(1)
        assert cached(cache) == version(1)

    def test_a_load_that_finds_nothing_wakes_waiting_readers(self, cache: OrderCache) -> None:
        with ThreadPoolExecutor(1) as pool:
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                waiting = wait_behind(cache, pool, version(1))
            seen = waiting.result(WITHIN_S)

        assert seen == version(1)

    def test_a_reader_reloads_after_a_replaced_load(self, cache: OrderCache) -> None:
        """Otherwise a reader that starts after a write would see the state before it."""
        with ThreadPoolExecutor(1) as pool:
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                cache.invalidate(KEY, 2)
                waiting = wait_behind(cache, pool, version(2))
                loading.put(version(1))
            seen = waiting.result(WITHIN_S)

        assert seen == version(2)
        assert cached(cache) == version(2)

    def test_loads_of_two_keys_are_independent(self, cache: OrderCache) -> None:
        with cache.slot(KEY) as loading, ThreadPoolExecutor(1) as pool:
            assert loading.get() is None
            other = pool.submit(read, cache, version(1), OrderKey("dom_2", "ord_1"))

            assert other.result(WITHIN_S) == version(1)

    def test_no_reader_sees_an_acknowledged_write_undone(self, cache: OrderCache) -> None:
        """A writer counts up while slow readers load what is stored."""
        stored, acknowledged, stop = [1], [1], Event()

        def load() -> CachedOrder:
            loaded = version(stored[0])
            sleep(0.001)
            return loaded

        def count_stale_reads() -> int:
            stale = 0
            while not stop.is_set():
                least = acknowledged[0]
                with cache.slot(KEY) as slot:
                    seen = slot.get()
                    if seen is None:
                        seen = load()
                        slot.put(seen)
                stale += seen.version < least
            return stale

        with ThreadPoolExecutor(8) as pool:
            readers = [pool.submit(count_stale_reads) for _ in range(8)]
            for number in range(2, 120):
                stored[0] = number
                cache.invalidate(KEY, number)
                acknowledged[0] = number
                sleep(0.001)
            stop.set()

        assert [each.result() for each in readers] == [0] * 8
        assert read(cache, version(119)) == version(119)
