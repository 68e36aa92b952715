"""The log of events, which consumers read in one order per domain."""

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from seller_orders.application.outbox_messages import Message


@frozen(order=True)
class EventPosition:
    """Place of an event in the log of its domain.

    ``commit`` grows with the transactions of the store, and ``version`` with an order's changes.
    """

    commit: int
    version: int
    event_id: str


@frozen
class LoggedEvent:
    """An event and its position."""

    position: EventPosition
    event: Message


@frozen
class LoggedEvents:
    """Events after a position, in their order, and the position to read on from.

    ``is_last`` is True if there are no more for now.
    """

    events: Sequence[LoggedEvent]
    position: EventPosition
    is_last: bool


class EventLog(Protocol):
    """Reads events, oldest first. No event ever appears before a position that was returned."""

    def after(self, domain_id: str, position: EventPosition, limit: int) -> LoggedEvents:
        """Return events after a position, at most ``limit``. Reads block no writer."""
        ...

    def end(self, domain_id: str) -> EventPosition:
        """Return a position that all events committed before this call precede, and none after."""
        ...
