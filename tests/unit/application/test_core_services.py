"""Single operations of the core for orchestrators."""

from typing import Any

import pytest
from attrs import evolve
from returns.result import Result

from seller_orders.application.commands.archive_order import ArchiveOrder, ArchiveOrderHandler
from seller_orders.application.commands.cancel_order import CancelOrder
from seller_orders.application.commands.replace_order import ReplaceOrder, ReplaceOrderHandler
from seller_orders.application.commands.restore_inventory import (
    RestoredInventory,
    RestoreInventory,
    RestoreInventoryHandler,
)
from seller_orders.application.commands.send_notification import (
    SendNotification,
    SendNotificationHandler,
)
from seller_orders.application.message_factory import snapshot_of
from seller_orders.application.order_changes import send_notification
from seller_orders.application.outbox_messages import Channel
from seller_orders.domain.line_item import ItemQuantity, RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import FORWARD, OPEN
from seller_orders.testing.fakes.notification_log import MemoryNotificationLog
from seller_orders.testing.fakes.order_archive import MemoryOrderArchive
from seller_orders.testing.fakes.order_reader import MemoryOrderReader
from seller_orders.testing.sample_order import (
    cancellation_request,
    change,
    fulfillment,
    order,
    refusal_of,
)
from tests.support.use_case_world import World, installed, reachable


def archive(world: World, **fields: Any) -> Result[Order, Any]:
    handler = ArchiveOrderHandler(
        reader=MemoryOrderReader(world.store),
        archive=MemoryOrderArchive(world.store),
        clock=world.clock,
        settings=world.settings,
    )
    return handler(ArchiveOrder(domain_id="dom_1", order_id="ord_1", **fields))


def replace(world: World, after: Order, **fields: Any) -> Result[Order, Any]:
    handler = ReplaceOrderHandler(begin=world.store.begin, cache=world.cache)
    return handler(ReplaceOrder(domain_id="dom_1", order_id="ord_1", after=after, **fields))


def restore(world: World, *items: ItemQuantity, **fields: Any) -> Result[RestoredInventory, Any]:
    handler = RestoreInventoryHandler(
        begin=world.store.begin, cache=world.cache, changes=world.changes
    )
    command = RestoreInventory(
        domain_id="dom_1", order_id="ord_1", by="key:1", items=items, **fields
    )
    return handler(command)


def send(world: World, version: int, *channels: Channel) -> Result[Any, Any]:
    handler = SendNotificationHandler(
        begin=world.store.begin,
        log=MemoryNotificationLog(world.store),
        channels=world.notification_channels,
    )
    command = SendNotification(
        domain_id="dom_1",
        order_id="ord_1",
        version=version,
        channels=frozenset(channels) or None,
    )
    return handler(command)


@pytest.mark.parametrize(
    ("rules", "closed"),
    [
        (OPEN, {"delivered", "cancelled"}),
        (FORWARD, {"cancelled", "refunded"}),
    ],
)
@pytest.mark.parametrize("status", OrderStatus)
def test_only_an_order_without_transitions_is_archived(
    rules: Any, closed: set[str], status: OrderStatus
):
    world = World.of(order(status), settings=installed(transitions=rules))

    outcome = archive(world)

    if status in closed:
        assert outcome.unwrap() == order(status)
        assert world.store.committed.archived == {("dom_1", "ord_1"): world.clock.now()}
    else:
        refusal = refusal_of(outcome)
        assert refusal.code == "order_is_open"
        assert all(each in refusal.message for each in (status, *closed))
        assert world.store.committed.archived == {}


def test_archiving_does_not_change_the_order():
    world = World.of(order("delivered"))

    archive(world)

    assert world.kept() == order("delivered")
    assert world.events == []


def test_an_order_is_archived_at_an_expected_version():
    world = World.of(order("delivered"))

    assert refusal_of(archive(world, expected_versions=frozenset({7}))).code == "version_mismatch"
    assert archive(world, expected_versions=frozenset({1})).unwrap()


def test_a_following_state_is_saved_with_its_event():
    world = World.of(reachable())
    after = reachable().add_tags(["vip"], change(2))

    assert replace(world, after, expected_versions=frozenset({1})).unwrap() == after

    assert world.kept() == after
    assert [event.version for event in world.events] == [2]
    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_a_state_of_another_version_is_refused():
    world = World.of(reachable())
    late = evolve(reachable().add_tags(["vip"], change(2)), version=3)

    assert refusal_of(replace(world, late)).code == "invalid_fields"
    again = reachable().add_tags(["vip"], change(2))
    stale = replace(world, again, expected_versions=frozenset({4}))
    assert refusal_of(stale).code == "version_mismatch"
    assert world.kept() == reachable()
    assert world.events == []


def test_units_of_a_cancelled_order_are_restocked_once():
    world = World.of(order())
    world.cancel_order(
        CancelOrder(domain_id="dom_1", order_id="ord_1", by="key:1", request=cancellation_request())
    ).unwrap()

    first = restore(world, ItemQuantity("pasta", 2)).unwrap()
    second = restore(world, ItemQuantity("pasta", 1), ItemQuantity("soup", 1)).unwrap()
    third = restore(world, ItemQuantity("pasta", 2), ItemQuantity("soup", 1)).unwrap()

    pasta, soup = RestockedItem("pasta", "sku-pasta", 2), RestockedItem("soup", "sku-soup", 1)
    assert (first.items, second.items, third.items) == ((pasta,), (soup,), ())
    assert [item for _, _, item in world.store.committed.restocks] == [pasta, soup]
    assert third.order is world.kept()
    assert world.kept().version == 4
    assert [event.about for event in world.events][1:] == ["order.restocked"] * 2
    assert world.cache.invalidations[-1][:2] == ("ord_1", 4)


def test_units_to_be_shipped_are_not_restocked():
    world = World.of(order())

    restored = restore(world, ItemQuantity("pasta", 2)).unwrap()

    assert restored.items == ()
    assert world.kept() == order()
    assert (world.events, world.store.committed.restocks) == ([], [])


@pytest.mark.parametrize(
    ("items", "code", "place"),
    [
        ([("bread", 1)], "unknown_item", ("items", 0, "id")),
        ([("pasta", 1), ("pasta", 1)], "duplicate_item", ("items", 1, "id")),
        ([("soup", 1), ("pasta", 3)], "invalid_fields", ("items", 1, "quantity")),
    ],
)
def test_units_outside_the_order_are_not_restocked(
    items: list[tuple[str, int]], code: str, place: tuple[str | int, ...]
):
    world = World.of(order())

    refusal = refusal_of(restore(world, *(ItemQuantity(*item) for item in items)))

    assert isinstance(refusal, InvalidFields)
    assert refusal.code == code
    assert refusal.problems[0].path == place
    assert world.store.committed.restocks == []


def test_a_change_is_notified_once_per_channel():
    world = World.of(reachable())
    replace(world, reachable().move_to(OrderStatus.PROCESSING, change(2)))

    by_mail = send(world, 2, Channel.EMAIL).unwrap()
    by_all = send(world, 2).unwrap()
    again = send(world, 2).unwrap()

    assert [each.channel for each in by_mail] == [Channel.EMAIL]
    assert {each.channel for each in by_all} == {Channel.EMAIL, Channel.SMS}
    assert again == by_all
    assert len(world.notifications) == 2
    assert {each.data["template"] for each in world.notifications} == {"status_change"}


def test_an_old_change_is_notified_with_its_own_figures():
    world = World.of(reachable())
    first = reachable().add_fulfillment(fulfillment(id="ful_1", pasta=1), change(2))
    replace(world, first)
    replace(world, first.add_fulfillment(fulfillment(id="ful_2", pasta=1, soup=1), change(3)))

    send(world, 2)

    snapshots = [snapshot_of(each) for each in world.notifications]
    remaining = [each.remaining for each in snapshots if each]
    assert remaining == [{"pasta": 1, "soup": 1}] * 2


def test_a_notified_change_is_not_notified_again():
    notified_change = change(2)
    assert notified_change.notified == ("email",)
    world = World.of(reachable())
    after = reachable().move_to(OrderStatus.PROCESSING, notified_change)
    with world.store.begin("dom_1") as tx:
        tx.orders.get("dom_1", "ord_1")
        tx.orders.save(after)
        send_notification(tx, reachable(), after)
        tx.commit()
    ids = [each.message_id for each in world.notifications]

    send(world, 2)

    assert ids == [f"{notified_change.id}.email"]
    assert {each.message_id for each in world.notifications} == {*ids, f"{notified_change.id}.sms"}


@pytest.mark.parametrize(("version", "code"), [(2, "nothing_to_tell"), (3, "invalid_fields")])
def test_some_changes_cannot_be_notified(version: int, code: str):
    world = World.of(reachable())
    replace(world, reachable().add_tags(["vip"], change(2)))

    assert refusal_of(send(world, version)).code == code
    assert world.notifications == []
