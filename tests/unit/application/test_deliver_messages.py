import pytest
from attrs import evolve

from seller_orders.application.messages import Message, OrderEvent
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey
from seller_orders.domain.timeline import ChangeType
from tests.contracts.steps import message
from tests.fakes.notification_sender import SendingFailedError
from tests.fakes.order_cache import UnreachableOrderCache
from tests.unit.application.world import World, reachable
from tests.unit.domain.samples import LATER


def world_with(*messages: Message) -> World:
    world = World()
    with world.store.begin() as tx:
        tx.outbox.add(messages)
        tx.commit()
    return world


def test_all_that_waits_is_sent_once_the_oldest_first():
    backlog = [message(f"evt_{n}", minutes=n) for n in range(250)]
    world = world_with(*reversed(backlog))

    world.deliver_messages()
    world.deliver_messages()

    assert world.sender.sent == backlog
    assert world.notifications == []


def test_where_nothing_waits_nothing_is_sent():
    world = world_with()

    world.deliver_messages()

    assert world.sender.sent == []


def test_what_could_not_be_sent_waits_and_what_was_sent_is_not_sent_again():
    """Each is marked before the next is tried: a failure or a crash repeats one at most."""
    first, second, third = (message(f"evt_{n}", minutes=n) for n in (1, 2, 3))
    world = world_with(first, second, third)
    world.sender.fails_on = "evt_2"

    with pytest.raises(SendingFailedError):
        world.deliver_messages()

    assert world.notifications == [second, third]
    world.sender.fails_on = None
    world.deliver_messages()
    assert world.sender.sent == [first, second, third]


def event(version: int) -> OrderEvent:
    return OrderEvent(
        message_id=f"evt_{version}",
        domain_id="dom_1",
        order_id="ord_1",
        about=ChangeType.STATUS_CHANGED,
        version=version,
        created_at=LATER,
    )


def test_an_event_repeats_the_invalidation_of_its_change():
    """So that one which failed, or whose process died first, is made good."""
    world = world_with(event(2))
    world.keep(reachable(version=2))
    with world.cache.slot(OrderKey("dom_1", "ord_1")) as slot:
        slot.get()
        slot.put(CachedOrder(1, b"stale"))

    world.deliver_messages()

    assert not world.is_cached()
    assert world.events == []
    assert world.sender.sent == []


def test_an_event_stays_until_the_cache_has_taken_it_and_holds_no_customer_up():
    world = world_with(event(2), event(3), message())
    deliver = evolve(world.deliver_messages, cache=UnreachableOrderCache())

    deliver()

    assert world.events == [event(2), event(3)]
    assert world.sender.sent == [message()]
