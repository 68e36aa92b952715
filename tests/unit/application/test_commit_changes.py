from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.commands.commit_changes import (
    CommitChanges,
    CommitChangesHandler,
    OrderChange,
    StoredResponse,
)
from seller_orders.application.message_factory import events
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.timeline import Change
from tests.support.use_case_world import World, reachable

AT = datetime(2026, 11, 26, tzinfo=UTC)


def moved(order: Order) -> Order:
    return order.move_to(OrderStatus.PROCESSING, Change(id="evt_2", at=AT, by="key:1"))


def handler(world: World) -> CommitChangesHandler:
    return CommitChangesHandler(begin=world.store.begin, cache=world.cache)


def everything(**changes: Any) -> CommitChanges:
    before = reachable()
    after = moved(before)
    whole = CommitChanges(
        domain_id="dom_1",
        orders=(OrderChange(after, before.version),),
        messages=tuple(events(before, after)),
        answer=StoredResponse(key="k", fingerprint="f", answer=b"first"),
    )
    return evolve(whole, **changes)


def test_restocked_units_return_to_the_inventory():
    before = reachable()
    after = before.restock({"pasta": 2}, Change(id="evt_2", at=AT, by="key:1"))
    world = World.of(before)

    handler(world)(CommitChanges(domain_id="dom_1", orders=(OrderChange(after, before.version),)))

    units = RestockedItem("pasta", "sku-pasta", 2)
    assert world.store.committed.restocks == [("dom_1", "ord_1", units)]


def test_a_new_order_restocks_nothing():
    new = reachable().restock({"pasta": 2}, Change(id="evt_2", at=AT, by="key:1"))
    world = World.of()

    handler(world)(CommitChanges(domain_id="dom_1", orders=(OrderChange(new, None),)))

    assert world.kept() == new
    assert world.store.committed.restocks == []


def test_everything_is_committed_and_invalidated():
    world = World.of(reachable())

    handler(world)(everything())

    assert world.kept() == moved(reachable())
    assert world.cache.invalidations == [("ord_1", 2, 2)]
    assert [event.message_id for event in world.events] == ["evt_2"]
    with world.store.begin("dom_1") as tx:
        found = tx.idempotency.claim("dom_1", "k")
    assert found is not None
    assert (found.fingerprint, found.answer) == ("f", b"first")


def has_moved_on(world: World) -> None:
    with world.store.begin("dom_1") as tx:
        order = tx.orders.get("dom_1", "ord_1").unwrap()
        tx.orders.save(moved(order))
        tx.commit()


def was_answered(world: World) -> None:
    with world.store.begin("dom_1") as tx:
        tx.idempotency.claim("dom_1", "k")
        tx.idempotency.record("dom_1", "k", "f", b"another")
        tx.commit()


@pytest.mark.parametrize("happens", [has_moved_on, was_answered])
def test_a_conflict_commits_nothing(happens: Callable[[World], None]):
    world = World.of(reachable())
    happens(world)
    before = world.store.committed

    with pytest.raises(WriteConflictError):
        handler(world)(everything())

    assert world.store.committed == before
    assert world.cache.invalidations == []


def test_a_missing_order_is_a_conflict():
    world = World.of()

    with pytest.raises(WriteConflictError):
        handler(world)(everything())

    assert world.store.committed.orders == {}


@pytest.mark.parametrize(("id", "number"), [("ord_1", "2"), ("ord_2", "1001")])
def test_a_new_order_does_not_replace_another(id: str, number: str):
    there = reachable()
    new = evolve(there, id=id, number=number)
    world = World.of(there)

    with pytest.raises(WriteConflictError):
        handler(world)(CommitChanges(domain_id="dom_1", orders=(OrderChange(new, None),)))

    assert world.kept() == there


def test_a_response_can_replace_the_first_one():
    world = World.of(reachable())
    handler(world)(CommitChanges(domain_id="dom_1", answer=everything().answer))
    later = StoredResponse(key="k", fingerprint="", answer=b"later", replaces=True)

    handler(world)(CommitChanges(domain_id="dom_1", answer=later))

    with world.store.begin("dom_1") as tx:
        found = tx.idempotency.claim("dom_1", "k")
    assert found is not None
    assert (found.fingerprint, found.answer) == ("f", b"later")
