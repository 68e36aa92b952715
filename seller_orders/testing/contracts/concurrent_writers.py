"""Contract of concurrent writers of the same orders."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from seller_orders.domain.order import Order
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept, order, tagged

A_WHILE_S = 0.05
TOO_LONG_S = 60.0


def tag(store: Store, tag: str, id: str = "ord_1") -> Order:
    with store.begin("dom_1") as tx:
        after = tagged(tx.orders.get("dom_1", id).unwrap(), tag)
        tx.orders.save(after)
        tx.commit()
    return after


class ConcurrentWritersContract:
    """Contract of concurrent writers. Needs a fixture ``store``: an empty, thread-safe store."""

    def test_concurrent_updates_are_not_lost(self, store: Store) -> None:
        keep(store, order())
        tags = [f"tag-{n}" for n in range(24)]

        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda each: tag(store, each), tags))

        after = kept(store)
        assert sorted(after.tags) == sorted(tags)
        assert sorted(each.version for each in made) == list(range(2, 26))
        assert [entry.version for entry in after.timeline] == list(range(2, 26))

    def test_bulk_and_single_updates_are_not_lost(self, store: Store) -> None:
        """Writers that lock the same orders in opposite order do not deadlock."""
        ids = [f"ord_{n}" for n in range(6)]
        keep(store, *(order(id) for id in ids))

        def tag_all(round_: int) -> None:
            with store.begin("dom_1") as tx:
                found = tx.orders.get_many("dom_1", ids if round_ % 2 else ids[::-1])
                tx.orders.save(*(tagged(each, f"bulk-{round_}") for each in found.values()))
                tx.commit()

        with ThreadPoolExecutor(4) as pool:
            changes: list[Future[Any]] = [pool.submit(tag_all, n) for n in range(6)]
            changes += [pool.submit(tag, store, f"single-{id}", id) for id in ids]
        for each in changes:
            each.result()

        for id in ids:
            expected = sorted([*(f"bulk-{n}" for n in range(6)), f"single-{id}"])
            assert sorted(kept(store, id).tags) == expected
            assert kept(store, id).version == 8

    def test_get_waits_for_a_concurrent_change(self, store: Store) -> None:
        keep(store, order())
        has_begun, has_got = Event(), Event()

        def get_second() -> Order:
            has_begun.set()
            with store.begin("dom_1") as tx:
                found: Order = tx.orders.get("dom_1", "ord_1").unwrap()
                has_got.set()
            return found

        with ThreadPoolExecutor(1) as pool:
            with store.begin("dom_1") as tx:
                first = tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "first")
                second = pool.submit(get_second)
                assert has_begun.wait(TOO_LONG_S)
                was_locked = not has_got.wait(A_WHILE_S)
                tx.orders.save(first)
                tx.commit()
            seen = second.result(TOO_LONG_S)

        assert was_locked
        assert seen == first

    def test_an_uncommitted_change_releases_its_lock(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "undone"))
        tag(store, "done")

        assert kept(store).tags == ("done",)

    def test_readers_do_not_wait_for_writers(self, store: Store) -> None:
        keep(store, order())

        with store.begin("dom_1") as tx, ThreadPoolExecutor(1) as pool:
            tx.orders.save(tagged(tx.orders.get("dom_1", "ord_1").unwrap(), "unseen"))
            seen = pool.submit(kept, store).result(TOO_LONG_S)

        assert seen == order()
