"""Messages that leave with the change that they tell of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from seller_orders.application.messages import Channel, Message


class Outbox(Protocol):
    """Records messages inside a unit of work; a relay delivers those that were committed."""

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages, to be delivered once the unit of work has committed."""
        ...


class OutboxQueue(Protocol):
    """What was committed to the outbox and is not delivered yet."""

    def undelivered(self, channel: Channel) -> Sequence[Message]:
        """Return some undelivered messages of a channel, the oldest first."""
        ...

    def mark_delivered(self, messages: Sequence[Message], at: datetime) -> None:
        """Note that messages are delivered, all in one transaction."""
        ...


class Relay(Protocol):
    """Delivers what is in the outbox."""

    def wake(self) -> None:
        """Say that there may be messages now, rather than at the next look."""
        ...
