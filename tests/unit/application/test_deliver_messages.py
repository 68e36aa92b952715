from collections.abc import Callable, Sequence
from datetime import timedelta

from attrs import evolve

from seller_orders.application.commands.deliver_messages import Deliver, DeliverMessages
from seller_orders.application.outbox_messages import LEASE, SENT_WITHIN, Channel, Message
from seller_orders.application.ports.outbox import (
    Claimed,
    Deferred,
    Delivered,
    DeliveryOutcome,
)
from seller_orders.testing.store_steps import message
from tests.support.use_case_world import World

ALL = DeliverMessages()


def world_with(*messages: Message) -> World:
    """Return a world at the time of the last message."""
    world = World()
    world.clock.time = max((each.created_at for each in messages), default=world.clock.time)
    with world.store.begin("dom_1") as tx:
        tx.outbox.add(messages)
        tx.commit()
    return world


def of_order(number: int, minutes: int = 0) -> Message:
    """Return a message of a separate order."""
    return message(f"evt_{number}", order_id=f"ord_{number}", minutes=minutes)


def test_messages_are_sent_once_oldest_first():
    backlog = [of_order(n, minutes=n) for n in range(250)]
    world = world_with(*reversed(backlog))

    world.deliver_messages(ALL)
    world.deliver_messages(ALL)

    assert world.sender.sent == backlog
    assert world.notifications == []


def test_an_orders_messages_are_sent_in_sequence():
    versions = [message(f"evt_{n}", version=n) for n in range(2, 9)]
    world = world_with(*reversed(versions))

    world.deliver_messages(ALL)

    assert world.sender.sent == versions


def test_an_empty_outbox_sends_nothing():
    world = world_with()

    assert world.deliver_messages(ALL) is None
    assert world.sender.sent == []


def test_the_steps_of_delivering():
    world = world_with(message())

    with world.steps() as taken:
        world.deliver_messages(DeliverMessages(channels=(Channel.LOG,)))

    assert taken.names == ["claim_messages", "send_messages", "finish_messages"]


def test_a_waiting_message_is_claimed_in_its_turn():
    world = world_with(message("first", version=2), message("second", version=3))

    with world.steps() as taken:
        world.deliver_messages(DeliverMessages(channels=(Channel.LOG,)))

    assert taken.names == ["claim_messages", "send_messages", "finish_messages"] * 2


def taking(world: World, took: timedelta) -> Callable[[Message], None]:
    """Return a sender that takes so long."""

    def send(each: Message) -> None:
        world.clock.time += took
        world.sender.send(each)

    return send


def test_a_delivery_that_could_outlast_its_lease_waits():
    """The third would start 6 s into a lease of 10 s, and may take 5 s."""
    assert timedelta(seconds=10) == LEASE
    assert timedelta(seconds=5) == SENT_WITHIN
    world = world_with(*(of_order(n, minutes=n) for n in (1, 2, 3)))
    began = world.clock.now()
    batches: list[list[DeliveryOutcome]] = []

    def map_messages(
        send: Callable[[Claimed], DeliveryOutcome], claimed: Sequence[Claimed]
    ) -> list[DeliveryOutcome]:
        batches.append([send(each) for each in claimed])
        return batches[-1]

    slowly: dict[str, Deliver] = {Channel.LOG: taking(world, timedelta(seconds=3))}
    evolve(world.deliver_messages, deliver=slowly, map_messages=map_messages)(ALL)

    put_back = Deferred(began + timedelta(seconds=6))
    assert batches == [[Delivered(), Delivered(), put_back], [Delivered()]]
    assert world.notifications == []


def test_stopping_releases_the_remaining_messages():
    first, second = of_order(1, minutes=1), of_order(2, minutes=2)
    world = world_with(first, second)

    due_again = world.deliver_messages(DeliverMessages(is_stopping=lambda: bool(world.sender.sent)))

    assert world.sender.sent == [first]
    (found,) = world.queue.undelivered(10)
    assert (found.message, found.failures) == (second, 0)
    assert found.due_at == due_again == world.clock.now()


def test_a_stopped_relay_claims_nothing():
    world = world_with(message())
    before = world.store.committed.copy()

    assert world.deliver_messages(DeliverMessages(is_stopping=lambda: True)) is None

    assert world.store.committed == before


def test_a_channel_without_a_sender_is_left_alone():
    by_mail, by_log = message("evt_1.email", channel=Channel.EMAIL), message()
    world = world_with(by_mail, by_log)
    deliver = evolve(world.deliver_messages, deliver={Channel.LOG: world.sender.send})

    deliver(ALL)

    assert world.sender.sent == [by_log]
    (found,) = world.queue.undelivered(10)
    assert (found.message, found.due_at) == (by_mail, by_mail.created_at)


def test_only_the_requested_channels_are_delivered():
    by_mail, by_log = message("evt_1.email", channel=Channel.EMAIL), message()
    world = world_with(by_mail, by_log)

    world.deliver_messages(DeliverMessages(channels=(Channel.EMAIL,)))

    assert world.sender.sent == [by_mail]
    assert world.notifications == [by_log]
