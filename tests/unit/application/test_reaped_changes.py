"""Changes that the reaper makes as time passes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from attrs import evolve
from returns.result import Result

from seller_orders.application.commands.record_lateness import RecordLateness
from seller_orders.application.commands.release_expired_holds import ReleaseExpiredHolds
from seller_orders.application.ports.due_changes import DueOrder
from seller_orders.application.ports.unit_of_work import StoreUnavailableError, WriteConflictError
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import Refusal
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.fakes.due_changes import BATCH, MemoryDueChanges
from seller_orders.testing.fakes.reaper import MemoryReaper
from seller_orders.testing.sample_order import fulfillment, hold
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable

NOW = SettableClock().now()
SECOND = timedelta(seconds=1)


def types(order: Order) -> list[str]:
    return [entry.type for entry in order.timeline]


def test_an_expired_hold_is_released_by_the_system():
    first, second, last = (hold(f"hld_{n}", until=NOW + n * SECOND) for n in (1, 2, 3))
    world = World.of(reachable(holds=(first, last, second, hold())))

    world.clock.advance(seconds=2)
    world.reap()

    after = world.kept()
    assert after.holds == (last, hold())
    (entry,) = after.timeline
    assert (entry.type, entry.by, entry.at) == ("order.released", "system", world.clock.now())
    assert entry.data == {"released_holds": ["hld_1", "hld_2"]}
    assert [each.about for each in world.events] == ["order.released"]


def test_nothing_due_is_no_change():
    punctual = reachable(holds=(hold(until=NOW + SECOND),), ship_by=NOW)
    world = World.of(punctual)

    with nothing_changes(world):
        world.reap()


def test_lateness_is_one_event_of_each_time_to_ship_by():
    world = World.of(reachable("processing", ship_by=NOW))

    world.clock.advance(seconds=1)
    for _ in range(3):
        world.reap()

    (entry,) = world.kept().timeline
    assert (entry.type, entry.by) == ("order.late", "system")
    assert entry.data == {"ship_by": "2025-12-03T12:00:00Z"}
    assert [each.about for each in world.events] == ["order.late"]

    with world.store.begin("dom_1") as tx:
        order = tx.orders.get("dom_1", "ord_1").unwrap()
        tx.orders.save(evolve(order, version=3, ship_by=NOW + SECOND))
        tx.commit()
    world.reap()
    assert types(world.kept()) == ["order.late"]
    world.clock.advance(seconds=1)
    world.reap()

    assert types(world.kept()) == ["order.late"] * 2


def test_all_due_orders_are_changed_in_one_run():
    world = World.of(
        *(
            reachable(id=f"ord_{n}", number=str(n), ship_by=NOW, holds=(hold(until=NOW),))
            for n in range(2 * BATCH + 1)
        )
    )
    world.clock.advance(seconds=1)

    world.reap()

    for order in world.store.committed.orders.values():
        assert types(order) == ["order.released", "order.late"]


def test_an_order_that_stays_due_is_tried_once():
    """Its state may have changed between the search and the lock."""
    world = World.of(reachable(ship_by=NOW, holds=(hold(until=NOW),)))
    world.clock.advance(seconds=1)
    tried = list[ReleaseExpiredHolds | RecordLateness]()

    def refuse(command: ReleaseExpiredHolds | RecordLateness) -> Result[Order, Refusal]:
        tried.append(command)
        return world.reader.order(command.domain_id, command.order_id)

    evolve(world.reap, release_expired_holds=refuse, record_lateness=refuse)()

    assert [type(each) for each in tried] == [ReleaseExpiredHolds, RecordLateness]


def held(count: int) -> World:
    """Return a world of orders whose holds have ended."""
    ids = (f"ord_{n:02}" for n in range(count))
    world = World.of(*(reachable(id=id, number=id, holds=(hold(until=NOW),)) for id in ids))
    world.clock.advance(seconds=1)
    return world


def still_held(world: World) -> list[str]:
    return [order.id for order in world.store.committed.orders.values() if order.holds]


@pytest.mark.parametrize(
    "error", [StoreUnavailableError("locked"), WriteConflictError("again"), RuntimeError("Ana")]
)
@pytest.mark.parametrize("failing", [["ord_00"], [f"ord_{n:02}" for n in range(BATCH + 2)]])
def test_failing_orders_do_not_stop_the_others(
    caplog: pytest.LogCaptureFixture, error: Exception, failing: list[str]
):
    world = held(2 * BATCH)
    release = world.reap.release_expired_holds

    def fail(command: ReleaseExpiredHolds) -> Result[Order, Refusal]:
        if command.order_id in failing:
            raise error
        return release(command)

    evolve(world.reap, release_expired_holds=fail)()

    assert still_held(world) == failing
    logged = [record.message for record in caplog.records]
    assert [id for id in failing if sum(id in message for message in logged) != 1] == []
    assert len(logged) == len(failing)

    world.reap()
    assert still_held(world) == []


def test_an_unavailable_store_ends_the_reaping():
    world = held(BATCH)
    tried = list[str]()

    class Lost(MemoryDueChanges):
        def expired_holds(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
            if after is not None:
                raise StoreUnavailableError("gone")
            return super().expired_holds(now)

    def fail(command: ReleaseExpiredHolds) -> Result[Order, Refusal]:
        tried.append(command.order_id)
        raise StoreUnavailableError("gone")

    with pytest.raises(StoreUnavailableError):
        evolve(world.reap, due=Lost(world.store), release_expired_holds=fail)()

    assert tried == ["ord_00"]


def test_many_due_orders_do_not_hold_up_the_clean_up():
    world = held(4 * BATCH)
    left = list[int]()

    class Observed(MemoryReaper):
        def delete_old_responses(self, recorded_before: datetime) -> int:
            left.append(len(still_held(world)))
            return super().delete_old_responses(recorded_before)

    evolve(world.reap, reaper=Observed(world.store))()

    assert left == [4 * BATCH, 3 * BATCH, 2 * BATCH, BATCH, 0]


def test_a_process_that_stops_changes_no_more_orders():
    world = held(BATCH)

    evolve(world.reap, is_stopping=lambda: len(still_held(world)) == 7)()

    assert len(still_held(world)) == 7


def test_what_is_shipped_meanwhile_is_not_late():
    world = World.of(reachable(ship_by=NOW, fulfillments=(fulfillment(pasta=2, soup=1),)))
    world.clock.advance(seconds=1)

    with nothing_changes(world):
        world.reap()
