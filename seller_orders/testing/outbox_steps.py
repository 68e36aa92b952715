"""Steps of a relay on a store's queue, for tests."""

from datetime import datetime, timedelta

from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.outbox import (
    Claimed,
    Delivered,
    DeliveryOutcome,
    Failed,
    UndeliveredMessage,
)
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import Store

LEASE = timedelta(seconds=10)


def later(seconds: float = 0) -> datetime:
    """Return a time so many seconds after the sample messages were recorded."""
    return LATER + timedelta(seconds=seconds)


def post(store: Store, *messages: Message) -> None:
    """Record messages, in one unit of work per domain."""
    for domain_id in dict.fromkeys(message.domain_id for message in messages):
        with store.begin(domain_id) as tx:
            tx.outbox.add([message for message in messages if message.domain_id == domain_id])
            tx.commit()


def claim(store: Store, at: float = 0, channel: str = Channel.LOG) -> list[Claimed]:
    """Lease due messages of a channel."""
    return list(store.queue.claim(channel, later(at), later(at) + LEASE))


def messages(claimed: list[Claimed]) -> list[Message]:
    """Return the claimed messages."""
    return [each.message for each in claimed]


def ids(claimed: list[Claimed]) -> list[str]:
    """Return the claimed messages' ids."""
    return [each.message.message_id for each in claimed]


def finish(
    store: Store, *claimed: Claimed, outcome: DeliveryOutcome | None = None, at: float = 0
) -> bool:
    """Finish claimed messages, by default as delivered."""
    return store.queue.finish([(each, outcome or Delivered()) for each in claimed], later(at))


def fail(
    store: Store, *claimed: Claimed, again_at: float | None, reason: str = "refused", at: float = 0
) -> None:
    """Finish claimed messages as failed; they are dead if ``again_at`` is None."""
    due_at = None if again_at is None else later(again_at)
    finish(store, *claimed, outcome=Failed(reason, due_at), at=at)


def waiting(store: Store) -> list[Message]:
    """Return all undelivered messages, dead or not."""
    return [each.message for each in store.queue.undelivered(1000)]


def state(store: Store, message_id: str) -> UndeliveredMessage:
    """Return the state of an undelivered message."""
    (found,) = (
        each for each in store.queue.undelivered(1000) if each.message.message_id == message_id
    )
    return found


def drain(store: Store, at: float = 0, channel: str = Channel.LOG) -> list[Message]:
    """Deliver all due messages and return them in the sequence of their claims."""
    delivered: list[Message] = []
    while claimed := claim(store, at, channel):
        finish(store, *claimed, at=at)
        delivered += messages(claimed)
    return delivered
