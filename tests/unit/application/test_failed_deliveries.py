from datetime import timedelta

import pytest

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import (
    DeferDeliveryError,
    DeliveryError,
    UndeliverableError,
)
from seller_orders.testing.store_steps import message
from tests.unit.application.test_deliver_messages import ALL, of_order, world_with

REFUSED = DeliveryError("421 try again later")


def test_a_failed_message_does_not_stop_the_others():
    first, second, third = (of_order(n, minutes=n) for n in (1, 2, 3))
    world = world_with(first, second, third)
    world.sender.fails_on = {"evt_2": REFUSED}

    world.deliver_messages(ALL)

    assert world.sender.sent == [first, third]
    assert world.notifications == [second]


def test_a_failed_message_blocks_only_its_own_order():
    first, second = message("evt_1", version=2), message("evt_2", version=3)
    other = of_order(7)
    world = world_with(first, second, other)
    world.sender.fails_on = {"evt_1": REFUSED}

    world.deliver_messages(ALL)
    assert world.sender.sent == [other]

    world.sender.fails_on = {}
    world.clock.advance(seconds=1)
    world.deliver_messages(ALL)
    assert world.sender.sent == [other, first, second]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (REFUSED, "421 try again later"),
        (RuntimeError("boom"), "unexpected RuntimeError, see the log"),
        (KeyError("amount"), "unexpected KeyError, see the log"),
    ],
)
def test_a_failure_is_counted_with_its_reason(error: Exception, reason: str):
    """An unexpected exception is also counted."""
    world = world_with(message())
    world.sender.fails_on = {"evt_1.log": error}

    due_again = world.deliver_messages(ALL)

    (found,) = world.queue.undelivered(10)
    assert (found.failures, found.last_error, found.dead_at) == (1, reason, None)
    assert found.due_at == due_again == world.clock.now() + timedelta(seconds=0.5)


def test_an_undeliverable_message_is_dead_at_once():
    """It blocks no later message."""
    first, second = message("evt_1", version=2), message("evt_2", version=3)
    world = world_with(first, second)
    world.sender.fails_on = {first.message_id: UndeliverableError("550 no such mailbox")}

    world.deliver_messages(ALL)

    assert world.sender.sent == [second]
    (found,) = world.queue.undelivered(10)
    assert (found.message, found.last_error) == (first, "550 no such mailbox")
    assert found.dead_at == world.clock.now()

    world.sender.fails_on = {}
    assert world.queue.retry(first.message_id, world.clock.now())
    world.deliver_messages(ALL)
    assert world.sender.sent == [second, first]


def test_a_failed_message_is_not_retried_before_it_is_due():
    world = world_with(message())
    world.sender.fails_on = {"evt_1.log": REFUSED}
    world.deliver_messages(ALL)
    world.sender.fails_on = {}

    world.clock.advance(milliseconds=499)
    world.deliver_messages(ALL)
    assert world.sender.sent == []

    world.clock.advance(milliseconds=1)
    world.deliver_messages(ALL)
    assert world.sender.sent == [message()]


def test_a_message_is_dead_after_24_hours_of_failures():
    world = world_with(message())
    world.sender.fails_on = {"evt_1.log": REFUSED}
    tries = 0

    while (due_again := world.deliver_messages(ALL)) is not None:
        tries += 1
        assert due_again > world.clock.now()
        world.clock.time = due_again

    (found,) = world.queue.undelivered(10)
    assert found.dead_at == world.clock.now() == message().created_at + timedelta(hours=24)
    assert found.failures == tries + 1
    # After the first ten, every 5 minutes.
    assert 285 < tries < 310


def test_a_dead_message_is_not_retried_and_blocks_nothing():
    first, second = message("evt_1", version=2), message("evt_2", version=3)
    world = world_with(first, second)
    world.sender.fails_on = {"evt_1": REFUSED}
    world.clock.time = first.created_at + timedelta(hours=24)

    world.deliver_messages(ALL)
    world.sender.fails_on = {}
    world.clock.advance(days=2)
    world.deliver_messages(ALL)

    assert world.sender.sent == [second]
    assert world.notifications == [first]


def test_a_deferred_message_has_no_failure():
    world = world_with(message())
    world.sender.fails_on = {"evt_1.log": DeferDeliveryError("not now")}

    due_again = world.deliver_messages(ALL)

    (found,) = world.queue.undelivered(10)
    assert (found.failures, found.last_error, found.dead_at) == (0, None, None)
    assert found.due_at == due_again == world.clock.now() + timedelta(seconds=1)


def test_the_earliest_retry_time_is_returned():
    world = world_with(of_order(1), of_order(2), message("evt_3.email", channel=Channel.EMAIL))
    world.sender.fails_on = {
        "evt_1": DeferDeliveryError("not now"),
        "evt_2": REFUSED,
        "evt_3.email": DeferDeliveryError("not now"),
    }

    due_again = world.deliver_messages(ALL)

    assert due_again == world.clock.now() + timedelta(seconds=0.5)
