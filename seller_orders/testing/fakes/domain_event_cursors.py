"""Cursors of a domain's own consumers, in a unit of work in memory."""

from datetime import UTC, datetime
from secrets import randbelow

from attrs import evolve, frozen

from seller_orders.application.events.consumers import consumer_channel
from seller_orders.application.ports.event_log import EventPosition
from seller_orders.testing.fakes.state import State, StoredCursor

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class MemoryDomainEventCursors:
    """Cursors in a unit of work's state."""

    state: State
    domain_id: str

    def start(self, consumer: str) -> None:
        """Create a consumer's cursor, at the end of the log."""
        cursor = StoredCursor(self.state.last_event, _AT_ONCE, generation=randbelow(2**30))
        self.state.cursors.setdefault((self.domain_id, consumer), cursor)

    def rewind(self, consumer: str, position: EventPosition) -> None:
        """Move a cursor back to a position."""
        found = self.state.cursors.get((self.domain_id, consumer))
        if found is not None and found.number > position.number:
            self.state.cursors[self.domain_id, consumer] = evolve(
                found,
                number=position.number,
                generation=found.generation + 1,
                leased_until=_AT_ONCE,
            )

    def resume(self, consumer: str) -> None:
        """Let relays look at a consumer that took no events for a while."""
        found = self.state.cursors.get((self.domain_id, consumer))
        if found is not None:
            self.state.cursors[self.domain_id, consumer] = evolve(
                found, generation=found.generation + 1, leased_until=_AT_ONCE
            )

    def remove(self, consumer: str) -> None:
        """Delete a consumer's cursor, and its messages in the outbox."""
        self.state.cursors.pop((self.domain_id, consumer), None)
        channel = consumer_channel(consumer)
        posted = self.state.posted
        for key in [key for key, each in posted.items() if each.message.channel == channel]:
            if key[0] == self.domain_id:
                del posted[key]
