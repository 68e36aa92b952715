"""Cursors of the event log's consumers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from attrs import frozen

from seller_orders.application.outbox_messages import LEASE, Message
from seller_orders.application.ports.event_log import EventPosition
from seller_orders.application.retry_policy import MAX_WAIT

LONGEST_HOLD: Final = MAX_WAIT + LEASE
"""Longest time for which a cursor is leased or paused."""


@frozen(kw_only=True)
class EventCursor:
    """The position up to which a consumer has finished a domain's events, leased by a relay.

    ``failures`` counts the batches in succession of which nothing was delivered.
    """

    domain_id: str
    consumer: str
    position: EventPosition
    generation: int
    failures: int
    leased_until: datetime


@frozen(kw_only=True)
class UnfinishedEvent:
    """An event that its consumer gets from the outbox: it failed, or waits for one that did.

    ``message`` is in the consumer's channel. It is dead if ``due_at`` is None.
    """

    message: Message
    due_at: datetime | None
    failures: int = 0
    reason: str | None = None


@frozen(kw_only=True)
class Advance:
    """The progress of a leased cursor. It is not leased to others before ``paused_until``."""

    position: EventPosition
    unfinished: Sequence[UnfinishedEvent] = ()
    paused_until: datetime | None = None
    failures: int = 0


class EventCursors(Protocol):
    """Leases cursors to relays, domain by domain."""

    def begin(self, consumer: str, *, is_listening: bool) -> EventPosition:
        """Return where a consumer of all domains begins in domains that have no cursor of it.

        That is the beginning of the log, or the end it had when a relay last said that the
        consumer was not listening.
        """
        ...

    def claim(
        self,
        domain_id: str,
        consumer: str,
        begin: EventPosition | None,
        now: datetime,
        until: datetime,
    ) -> EventCursor | None:
        """Lease a cursor; None if another relay has it.

        With ``begin`` it is created if there is none, and is not before that position.
        """
        ...

    def advance(self, cursor: EventCursor, advance: Advance, at: datetime) -> bool:
        """Move a leased cursor; False if it was leased again since.

        Its lease ends, or lasts until ``paused_until``.

        An unfinished event gets the data that the log has then: they may have been erased.
        """
        ...

    def holds(self, cursor: EventCursor) -> bool:
        """Return whether a leased cursor was neither removed nor leased again since."""
        ...

    def waiting_orders(
        self, domain_id: str, channel: str, order_ids: Collection[str]
    ) -> Mapping[str, datetime]:
        """Return those of the orders that wait in a channel of the outbox, with the last due time.

        Later events of such an order wait there, too.
        """
        ...

    def positions(self, consumer: str) -> Mapping[str, EventPosition]:
        """Return the positions of a consumer's cursors, by domain."""
        ...

    def positions_of_domains(self) -> Mapping[tuple[str, str], EventPosition]:
        """Return the positions of the domains' own consumers, by domain and consumer."""
        ...

    def ready(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Return the domain and consumer of cursors whose lease or pause has ended.

        One that lasts longer than ``LONGEST_HOLD`` is of before the clock was set back: it is over.
        """
        ...


class DomainEventCursors(Protocol):
    """The cursors of a domain's own consumers, inside a unit of work."""

    def start(self, consumer: str) -> None:
        """Create a consumer's cursor, at the end of the log.

        A relay with a lease of one that was removed does not move it.
        """
        ...

    def rewind(self, consumer: str, position: EventPosition) -> None:
        """Move a cursor back to a position, for the events after it to be delivered again."""
        ...

    def resume(self, consumer: str) -> None:
        """Let relays look at a consumer that took no events for a while, leased or not."""
        ...

    def remove(self, consumer: str) -> None:
        """Delete a consumer's cursor, and its messages in the outbox."""
        ...
