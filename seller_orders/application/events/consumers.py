"""Consumers of the event log."""

from collections.abc import Callable, Collection, Sequence
from hashlib import sha256
from typing import Final, Protocol

from attrs import evolve, frozen

from seller_orders.application.outbox_messages import (
    CACHE_CHANNEL,
    CONSUMER_CHANNEL_PREFIX,
    Channel,
    Message,
)
from seller_orders.application.ports.outbox import DeliveryError

ENDPOINTS: Final = "webhook_endpoints"
"""Name of the webhook endpoints of all domains together, where no id may be shown."""

_LONGEST_CHANNEL: Final = 20


def _every(_: Message) -> bool:
    return True


def _nothing() -> None:
    pass


@frozen
class EventConsumer:
    """A consumer, which gets each event that it wants, in order per order.

    ``deliver`` gets the event under its own id. It raises DeliveryError to retry that event,
    UndeliverableError to give it up, and DeferDeliveryError if it takes no events for now.
    ``finish`` records what was delivered. If it fails all of that is delivered again.
    ``types`` are the types of events that it wants, None if that does not depend on the type.
    ``is_replay`` says that it gets events again, which are old by then.
    """

    id: str
    deliver: Callable[[Message], None]
    wants: Callable[[Message], bool] = _every
    finish: Callable[[], None] = _nothing
    types: Collection[str] | None = None
    is_replay: bool = False

    @property
    def channel(self) -> str:
        """The outbox channel of the events that it could not take."""
        return consumer_channel(self.id)


class DomainConsumers(Protocol):
    """Consumers that belong to single domains, such as webhook endpoints."""

    def has_any(self) -> bool:
        """Return whether any domain has one."""
        ...

    def of_domain(self, domain_id: str) -> Sequence[EventConsumer]:
        """Return the consumers of a domain that take events now."""
        ...


@frozen
class NoDomainConsumers:
    """No domain has consumers of its own."""

    def has_any(self) -> bool:
        """Return False."""
        return False

    def of_domain(self, domain_id: str) -> Sequence[EventConsumer]:
        """Return none."""
        return ()


def consumer_channel(consumer_id: str) -> str:
    """Return the outbox channel of a consumer.

    A longer id is shortened by a digest: widening the column would rebuild the outbox's indexes
    while nobody could write.
    """
    if len(consumer_id) <= _LONGEST_CHANNEL:
        return consumer_id
    digest = sha256(consumer_id.encode()).hexdigest()
    return f"{CONSUMER_CHANNEL_PREFIX}{digest}"[:_LONGEST_CHANNEL]


def is_consumer_channel(channel: str) -> bool:
    """Return whether a channel has events that consumers of the log could not take."""
    return channel in {Channel.EVENT, CACHE_CHANNEL} or channel.startswith(CONSUMER_CHANNEL_PREFIX)


def shown_channel(channel: str) -> str:
    """Return the name of a channel in metrics: one for the endpoints of all domains."""
    return ENDPOINTS if channel.startswith(CONSUMER_CHANNEL_PREFIX) else channel


def in_channel(event: Message, channel: str) -> Message:
    """Return an event as a message of a consumer's channel in the outbox."""
    if channel == Channel.EVENT:
        return event
    return evolve(event, message_id=f"{event.message_id}.{channel}", channel=channel)


def from_channel(message: Message) -> Message:
    """Return the event of a message of a consumer's channel."""
    id = message.message_id.removesuffix(f".{message.channel}")
    return evolve(message, message_id=id, channel=Channel.EVENT)


@frozen
class DeliverToDomainConsumer:
    """Delivers an event of the outbox to the domain's own consumer of its channel."""

    consumers: DomainConsumers

    def __call__(self, message: Message) -> None:
        """Deliver; DeliveryError if the domain's consumer takes no events now."""
        for each in self.consumers.of_domain(message.domain_id):
            if each.channel == message.channel:
                try:
                    each.deliver(from_channel(message))
                finally:
                    each.finish()
                return
        raise DeliveryError("the consumer of this event takes no events now")
