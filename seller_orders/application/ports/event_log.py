"""The log of events, which consumers read in one order per domain."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from seller_orders.application.outbox_messages import Message


@frozen(order=True)
class EventPosition:
    """Place of an event in the log. Numbers grow, have gaps, and are those of all domains."""

    number: int


BEGINNING: EventPosition = EventPosition(0)
"""The position before the first event."""


@frozen
class LoggedEvent:
    """An event and its position."""

    position: EventPosition
    event: Message


@frozen
class LoggedEvents:
    """Events after a position, in their order, and the position to read on from.

    ``is_last`` is True if no more can be read for now. ``is_held_up`` is True if more are
    committed, but a transaction that began to record events of the domain before is still open.
    """

    events: Sequence[LoggedEvent]
    position: EventPosition
    is_last: bool
    is_held_up: bool = False


@frozen
class EventNews:
    """The newest event of each domain in a range of the log, and the position where it ends."""

    newest: Mapping[str, EventPosition]
    position: EventPosition
    is_last: bool


class EventLog(Protocol):
    """Reads events, oldest first. No event ever appears before a position that was returned."""

    def after(self, domain_id: str, position: EventPosition, limit: int) -> LoggedEvents:
        """Return events after a position, at most ``limit``. Reads block no writer."""
        ...

    def end(self, domain_id: str) -> EventPosition:
        """Return the position that all events precede that can be read now, and no later one."""
        ...

    def oldest(self, domain_id: str) -> EventPosition | None:
        """Return the position of the oldest event that is kept; None if there is none."""
        ...

    def before(self, domain_id: str, moment: datetime) -> EventPosition:
        """Return a position that all events recorded since a moment follow."""
        ...

    def horizon(self) -> EventPosition:
        """Return the position up to which no event of any domain can be added any more."""
        ...

    def news(self, position: EventPosition, limit: int) -> EventNews:
        """Return the domains of the events after a position, of at most ``limit`` events.

        Events after the horizon may follow that are before the returned position.
        """
        ...

    def count(
        self,
        domain_id: str,
        position: EventPosition,
        most: int,
        types: Collection[str] | None = None,
    ) -> tuple[int, datetime | None]:
        """Count events after a position, of some or all types, up to ``most``.

        Returns the oldest one's time, too.
        """
        ...

    def domains(self, after: str, limit: int) -> Mapping[str, EventPosition]:
        """Return the newest event of each of the next domains, by their ids."""
        ...
