from datetime import timedelta

from seller_orders.application.commands.deliver_messages import DeliverMessages
from seller_orders.application.commands.retry_message import RetryMessage, RetryMessageHandler
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.application.queries.list_undelivered_messages import (
    ListUndelivered,
    ListUndeliveredHandler,
)
from seller_orders.testing.store_steps import message
from tests.support.use_case_world import World
from tests.unit.application.test_deliver_messages import of_order, world_with

DELIVER = DeliverMessages()


def dead() -> World:
    """Return a world with a dead message, whose receiver works again."""
    world = world_with(message())
    world.clock.advance(hours=24)
    world.sender.fails_on = {"evt_1.log": DeliveryError("refused")}
    world.deliver_messages(DELIVER)
    world.sender.fails_on = {}
    return world


def retry(world: World, message_id: str) -> bool:
    return RetryMessageHandler(queue=world.queue, clock=world.clock)(RetryMessage(message_id))


def test_a_dead_message_is_delivered_after_a_retry():
    world = dead()
    world.deliver_messages(DELIVER)
    assert world.sender.sent == []

    assert retry(world, "evt_1.log")
    world.deliver_messages(DELIVER)

    assert world.sender.sent == [message()]


def test_a_retried_message_has_another_24_hours():
    world = dead()
    retry(world, "evt_1.log")
    world.sender.fails_on = {"evt_1.log": DeliveryError("still refused")}

    due_again = world.deliver_messages(DELIVER)

    assert due_again == world.clock.now() + timedelta(seconds=0.5)
    (found,) = world.queue.undelivered(10)
    assert (found.failures, found.dead_at) == (1, None)


def test_a_delivered_message_cannot_be_retried():
    world = world_with(message())
    world.deliver_messages(DELIVER)

    assert not retry(world, "evt_1.log")
    assert not retry(world, "no such message")


def test_the_longest_due_messages_are_listed_first():
    world = world_with(*(of_order(n, minutes=n) for n in (3, 1, 2)))
    listed = ListUndeliveredHandler(queue=world.queue)

    ids = [[each.message.message_id for each in listed(ListUndelivered(n))] for n in (0, 2, 9)]

    assert ids == [[], ["evt_1", "evt_2"], ["evt_1", "evt_2", "evt_3"]]
