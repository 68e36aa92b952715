"""Contract of holds that are made, end or are released while units are fulfilled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

from attrs import evolve

from seller_orders.application.ports.unit_of_work import UnitOfWork
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.order import Order
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.contracts.concurrent_unit_changes import at_once, codes, of_four
from seller_orders.testing.contracts.unit_change_callers import TOO_LONG_S, Callers
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept

ENDS_IN_S = 60


def changes_of(order: Order) -> list[str]:
    """Return the types of an order's changes; its versions have no gap."""
    assert [each.version for each in order.timeline] == list(range(2, order.version + 1))
    return [each.type for each in order.timeline]


def ending_hold(store: Store) -> Hold:
    until = store.clock.now().replace(microsecond=0)
    return Hold(id="hld_1", reason=HoldReason.OTHER, until=until, created_at=CREATED)


class ConcurrentHoldsContract:
    """Contract of a thread-safe store. Needs a fixture ``store``: an empty store."""

    def test_a_hold_comes_before_or_after_a_bulk_fulfill(self, store: Store) -> None:
        keep(store, of_four())
        callers = Callers(store)

        outcomes = at_once(callers.hold(), callers.fulfill_the_rest())

        after = kept(store)
        is_held_first = codes(outcomes) == ["nothing_to_fulfill", "ok"]
        assert is_held_first or codes(outcomes) == ["ok", "ok"]
        made = (
            [ChangeType.HELD] if is_held_first else [ChangeType.FULFILLMENT_CREATED, "order.held"]
        )
        assert changes_of(after) == made
        assert len(after.fulfillments) == (0 if is_held_first else 1)
        assert len(after.holds) == 1

    def test_one_of_several_holds_has_the_handle(self, store: Store) -> None:
        keep(store, of_four())

        outcomes = at_once(*[Callers(store).hold(handle="risk-7")] * 3)

        after = kept(store)
        assert {each.unwrap().hold for each in outcomes} == {*after.holds}
        assert sorted(each.unwrap().is_new for each in outcomes) == [False, False, True]
        assert changes_of(after) == ["order.held"]

    def test_an_ended_hold_is_released_once(self, store: Store) -> None:
        keep(store, of_four(holds=(ending_hold(store),)))

        at_once(*[Callers(store).release_expired_holds()] * 3)

        after = kept(store)
        assert changes_of(after) == ["order.released"]
        assert (after.holds, after.timeline[0].by) == ((), "system")

    def test_a_fulfillment_and_the_release_of_an_ended_hold(self, store: Store) -> None:
        """Whichever comes first: from its end on a hold holds nothing."""
        keep(store, of_four(holds=(ending_hold(store),)))
        callers = Callers(store)

        outcomes = at_once(callers.fulfill(4), callers.release_expired_holds())

        assert codes(outcomes) == ["ok", "ok"]
        assert sorted(changes_of(kept(store))) == ["order.fulfillment_created", "order.released"]

    def test_a_hold_that_ends_while_a_fulfillment_waits(self, store: Store) -> None:
        """The time counts once the order is locked."""
        until = ending_hold(store).until
        assert until is not None
        keep(store, of_four(holds=(ending_hold(store),)))
        store.clock.advance(seconds=-ENDS_IN_S)
        assert codes([Callers(store).fulfill(4)()]) == ["on_hold"]
        callers, has_begun = waiting_callers(store)

        with ThreadPoolExecutor(1) as pool, store.begin("dom_1") as tx:
            tx.orders.get("dom_1", "ord_1").unwrap()
            outcome = pool.submit(callers.fulfill(4))
            assert has_begun.wait(TOO_LONG_S)
            store.clock.advance(seconds=ENDS_IN_S)

        assert codes([outcome.result(TOO_LONG_S)]) == ["ok"]
        (shipped,) = kept(store).fulfillments
        assert shipped.created_at >= until


def waiting_callers(store: Store) -> tuple[Callers, Event]:
    """Return callers, and an event that is set as soon as one of them begins a unit of work."""
    has_begun = Event()

    @contextmanager
    def begin(domain_id: str) -> Iterator[UnitOfWork]:
        has_begun.set()
        with store.begin(domain_id) as tx:
            yield tx

    callers = Callers(store)
    wiring: dict[str, Any] = {**callers.wiring, "begin": begin}
    return evolve(callers, wiring=wiring), has_begun
