import pytest

from seller_orders.application.message_handlers.event import DeliverEvent
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.order_cache import CachedOrder, OrderKey
from seller_orders.application.ports.outbox import DeferDeliveryError, DeliveryError
from seller_orders.testing.fakes.event_publisher import CollectingPublisher
from seller_orders.testing.fakes.order_cache import UnreachableOrderCache
from seller_orders.testing.store_steps import message
from tests.support.use_case_world import World, reachable


def event(version: int = 2) -> Message:
    return message(f"evt_{version}", channel=Channel.EVENT, version=version)


def deliver_event(world: World, publisher: CollectingPublisher | None) -> DeliverEvent:
    return DeliverEvent(cache=world.cache, publisher=publisher)


def test_an_event_repeats_the_invalidation_of_its_change():
    """The repetition covers an invalidation that failed or never ran."""
    world = World.of(reachable(version=2))
    with world.cache.slot(OrderKey("dom_1", "ord_1")) as slot:
        slot.get()
        slot.put(CachedOrder(1, b"stale"))

    deliver_event(world, world.publisher)(event(2))

    assert world.cache.invalidations == [("ord_1", 2, 2)]
    assert not world.is_cached()
    assert world.publisher.published == [event(2)]


def test_the_cache_is_invalidated_before_publishing():
    world = World.of(reachable(version=2))
    invalidations: list[int] = []

    class Publisher:
        def publish(self, event: Message) -> None:
            invalidations.append(len(world.cache.invalidations))

    DeliverEvent(cache=world.cache, publisher=Publisher())(event())

    assert invalidations == [1]


def test_an_event_without_a_publisher_only_invalidates():
    world = World.of(reachable(version=2))

    deliver_event(world, None)(event())

    assert world.cache.invalidations == [("ord_1", 2, 2)]


def test_nothing_is_published_without_the_cache():
    publisher = CollectingPublisher()
    deliver = DeliverEvent(cache=UnreachableOrderCache(), publisher=publisher)

    with pytest.raises(DeferDeliveryError):
        deliver(event())

    assert publisher.published == []


def test_a_rejected_event_has_failed():
    world = World.of(reachable(version=2))
    world.publisher.fails_on = {"evt_2": DeliveryError("503")}

    with pytest.raises(DeliveryError, match="503"):
        deliver_event(world, world.publisher)(event())
