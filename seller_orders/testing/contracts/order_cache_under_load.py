"""What readers and writers of one cached order do to each other."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event, Lock
from time import sleep

import pytest

from seller_orders.application.ports.order_cache import CachedOrder, OrderCache, OrderKey
from seller_orders.testing.contracts.order_cache import KEY, cached, read, version

READERS = 100
A_WHILE_S = 0.05
WITHIN_S = 60.0
"""Generous: what is waited for comes as soon as the machine allows."""


class LoadingFailedError(Exception):
    """What the loader is told is broken."""


def wait_behind(
    cache: OrderCache, pool: ThreadPoolExecutor, loaded: CachedOrder
) -> "Future[CachedOrder]":
    """Have a reader miss while another loads; it tells what it saw."""
    has_begun = Event()

    def read_behind() -> CachedOrder:
        has_begun.set()
        return read(cache, loaded)

    waiting = pool.submit(read_behind)
    has_begun.wait()
    sleep(A_WHILE_S)
    return waiting


class OrderCacheUnderLoadContract:
    """Give it a fixture ``cache``: an empty one, whose entries stay for minutes.

    Its readers wait that long for another's load, too, so that no slow machine makes them give up.
    """

    def test_readers_that_miss_at_once_load_once(self, cache: OrderCache) -> None:
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

    def test_who_misses_waits_for_the_one_who_loads(self, cache: OrderCache) -> None:
        with ThreadPoolExecutor(1) as pool:
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                waiting = wait_behind(cache, pool, version(9))
                was_waiting = not waiting.done()
                loading.put(version(1))
            seen = waiting.result(WITHIN_S)

        assert was_waiting
        assert seen == version(1)

    def test_a_loader_that_raises_frees_the_others(self, cache: OrderCache) -> None:
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

    def test_a_loader_that_finds_nothing_frees_the_others(self, cache: OrderCache) -> None:
        with ThreadPoolExecutor(1) as pool:
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                waiting = wait_behind(cache, pool, version(1))
            seen = waiting.result(WITHIN_S)

        assert seen == version(1)

    def test_who_waited_for_a_load_that_was_replaced_meanwhile_loads_anew(
        self, cache: OrderCache
    ) -> None:
        """Otherwise a reader that began after the write would see the state before it."""
        with ThreadPoolExecutor(1) as pool:
            with cache.slot(KEY) as loading:
                assert loading.get() is None
                cache.invalidate(KEY, 2)
                waiting = wait_behind(cache, pool, version(2))
                loading.put(version(1))
            seen = waiting.result(WITHIN_S)

        assert seen == version(2)
        assert cached(cache) == version(2)

    def test_loads_of_two_keys_do_not_wait_for_each_other(self, cache: OrderCache) -> None:
        with cache.slot(KEY) as loading, ThreadPoolExecutor(1) as pool:
            assert loading.get() is None
            other = pool.submit(read, cache, version(1), OrderKey("dom_2", "ord_1"))

            assert other.result(WITHIN_S) == version(1)

    def test_no_reader_sees_a_state_from_before_what_was_acknowledged(
        self, cache: OrderCache
    ) -> None:
        """A writer counts up; a reader who misses loads what is stored then, and takes its time."""
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
