"""Messages that leave with the change that they tell of."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from attrs import frozen

from seller_orders.application.outbox_messages import Message


class DeliveryError(Exception):
    """A message was not taken, or it is not known whether it was: it has to be sent again."""


class UndeliverableError(Exception):
    """A message was refused for good: as it is, nobody will ever take it.

    What the error says is shown to sellers, and so names no address and nobody.
    """


class DeferDeliveryError(Exception):
    """A message cannot be delivered just now, through no fault of its own."""


class MessageExistsError(Exception):
    """The domain has a message of that id already: nothing has changed, and no retry helps."""


class Outbox(Protocol):
    """Records messages inside a unit of work; a relay delivers those that were committed."""

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages, to be delivered once the unit of work has committed."""
        ...


@frozen(kw_only=True)
class Claimed:
    """A message that one relay has on lease. ``failures`` are the tries before this one."""

    message: Message
    generation: int
    failures: int
    trying_since: datetime
    leased_until: datetime


@frozen
class Delivered:
    """The message arrived."""


@frozen
class Deferred:
    """The message was not tried, and is due again at that time."""

    due_at: datetime


@frozen
class Failed:
    """The message was tried in vain; it is due again then. None: it is dead."""

    reason: str
    due_at: datetime | None


DeliveryOutcome: TypeAlias = Delivered | Deferred | Failed


@frozen(kw_only=True)
class UndeliveredMessage:
    """A message that has not arrived, as its operator sees it."""

    message: Message
    failures: int
    due_at: datetime
    dead_at: datetime | None
    last_error: str | None


@frozen(kw_only=True)
class UndeliveredMessages:
    """How many messages of a channel have not arrived, waiting or dead, and since when."""

    channel: str
    is_dead: bool
    messages: int
    oldest_at: datetime


class OutboxQueue(Protocol):
    """What was committed to the outbox, for the relays that deliver it, whatever the domain.

    An order's messages in a channel are handed out by version, the next once the one before has
    arrived or is dead.
    """

    def claim(self, channel: str, now: datetime, until: datetime) -> Sequence[Claimed]:
        """Lease some of a channel's messages that are due, those first that are due longest."""
        ...

    def finish(self, outcomes: Sequence[tuple[Claimed, DeliveryOutcome]], at: datetime) -> bool:
        """Note what became of claimed messages; one that was claimed anew since is left alone.

        Tells whether it is worthwhile to claim of their channels again: True where more is due.
        """
        ...

    def undelivered(self, limit: int) -> Sequence[UndeliveredMessage]:
        """Return messages that have not arrived, dead ones first, then those due longest."""
        ...

    def backlogs(self, most: int) -> Sequence[UndeliveredMessages]:
        """Count what has not arrived: at most so many that wait, and so many that are dead."""
        ...

    def retry(self, message_id: str, now: datetime) -> bool:
        """Make a message due now, dead or not; tell whether there is such an undelivered one."""
        ...


class Relay(Protocol):
    """Delivers what is in the outbox."""

    def wake(self, channels: Iterable[str]) -> None:
        """Say that they may hold messages now, rather than at the next look."""
        ...
