"""The outbox: recording messages with a change, and claiming them for delivery."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from attrs import frozen

from seller_orders.application.outbox_messages import Message


class DeliveryError(Exception):
    """A message was not accepted, or its acceptance is unknown; send it again."""


class UndeliverableError(Exception):
    """A message was refused for good; do not send it again.

    Sellers see the error's text, so it names no address and no person.
    """


class DeferDeliveryError(Exception):
    """A message cannot be delivered yet; postpone it without counting a failure."""


class MessageExistsError(Exception):
    """The domain already has a message with this id; nothing has changed, and no retry helps."""


class Outbox(Protocol):
    """Records messages inside a unit of work; a relay delivers them after the commit."""

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages for delivery after the commit."""
        ...


@frozen(kw_only=True)
class Claimed:
    """A message that a relay has leased. ``failures`` counts the attempts before this one."""

    message: Message
    generation: int
    failures: int
    trying_since: datetime
    leased_until: datetime


@frozen
class Delivered:
    """The message was delivered."""


@frozen
class Deferred:
    """The message was postponed to ``due_at``."""

    due_at: datetime


@frozen
class Failed:
    """The attempt failed; the message is retried at ``due_at``, or dead if that is None."""

    reason: str
    due_at: datetime | None


DeliveryOutcome: TypeAlias = Delivered | Deferred | Failed


@frozen(kw_only=True)
class UndeliveredMessage:
    """An undelivered message, as its operator sees it."""

    message: Message
    failures: int
    due_at: datetime
    dead_at: datetime | None
    last_error: str | None


@frozen(kw_only=True)
class UndeliveredMessages:
    """Number of a channel's undelivered messages, waiting or dead, and the time of the oldest."""

    channel: str
    is_dead: bool
    messages: int
    oldest_at: datetime


class OutboxQueue(Protocol):
    """The committed messages of all domains, for relays.

    An order's messages in a channel are claimed in the sequence of their versions: the next one
    after the one before is delivered or dead.
    """

    def claim(self, channel: str, now: datetime, until: datetime) -> Sequence[Claimed]:
        """Lease some due messages of a channel, of each domain in turn, its longest due first.

        A domain's backlog does not delay the messages of another one.
        """
        ...

    def due_channels(self, now: datetime) -> Sequence[str]:
        """Return the channels that have due messages, of any domain."""
        ...

    def finish(self, outcomes: Sequence[tuple[Claimed, DeliveryOutcome]], at: datetime) -> bool:
        """Record the outcomes of claimed messages, except of those that were claimed again since.

        Returns True if more messages of their channels are due.
        """
        ...

    def undelivered(self, limit: int) -> Sequence[UndeliveredMessage]:
        """Return undelivered messages, dead ones first, then the longest due."""
        ...

    def backlogs(self, most: int) -> Sequence[UndeliveredMessages]:
        """Count undelivered messages, up to ``most`` waiting and ``most`` dead ones."""
        ...

    def retry(self, message_id: str, now: datetime) -> bool:
        """Make a message due now, dead or not; return True if the outbox has it undelivered."""
        ...


class Relay(Protocol):
    """Delivers outbox messages."""

    def wake(self, channels: Iterable[str]) -> None:
        """Check these channels for messages now, not at the next poll."""
        ...
