"""The cursors of event consumers in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import evolve, frozen

from seller_orders.application.events.consumers import from_channel
from seller_orders.application.outbox_messages import CONSUMER_CHANNEL_PREFIX, Message
from seller_orders.application.ports.event_cursors import LONGEST_HOLD, Advance, EventCursor
from seller_orders.application.ports.event_log import BEGINNING, EventPosition
from seller_orders.testing.fakes.state import PostedMessage, State, StoredCursor
from seller_orders.testing.fakes.store import MemoryStore

_OF_ALL_DOMAINS = "*"


@frozen
class MemoryEventCursors:
    """Leases and moves cursors; events that are not finished go to the outbox."""

    store: MemoryStore

    def begin(self, consumer: str, *, is_listening: bool) -> EventPosition:
        """Return where a consumer of all domains begins; record the end if it does not listen."""
        key = _OF_ALL_DOMAINS, consumer
        if not is_listening:
            with self.store.writing() as tx:
                tx.state.cursors[key] = StoredCursor(tx.state.last_event)
                tx.commit()
        found = self.store.committed.cursors.get(key)
        return BEGINNING if found is None else EventPosition(found.number)

    def claim(
        self,
        domain_id: str,
        consumer: str,
        begin: EventPosition | None,
        now: datetime,
        until: datetime,
    ) -> EventCursor | None:
        """Lease a cursor; None if another relay has it, or without ``begin`` if there is none."""
        key = domain_id, consumer
        with self.store.writing() as tx:
            found = tx.state.cursors.get(key)
            if found is None and begin is not None:
                found = StoredCursor(begin.number)
            if found is None or (found.leased_until and not _is_over(found.leased_until, now)):
                return None
            number = max(found.number, (begin or BEGINNING).number)
            generation = found.generation + 1
            leased = evolve(found, number=number, leased_until=until, generation=generation)
            tx.state.cursors[key] = leased
            tx.commit()
        return EventCursor(
            domain_id=domain_id,
            consumer=consumer,
            position=EventPosition(leased.number),
            generation=leased.generation,
            failures=leased.failures,
            leased_until=until,
        )

    def advance(self, cursor: EventCursor, advance: Advance, at: datetime) -> bool:
        """Move a leased cursor, and end its lease; False if it was leased again since."""
        key = cursor.domain_id, cursor.consumer
        with self.store.writing() as tx:
            found = tx.state.cursors.get(key)
            if found is None or found.generation != cursor.generation:
                return False
            tx.state.cursors[key] = evolve(
                found,
                number=advance.position.number,
                leased_until=advance.paused_until,
                failures=advance.failures,
            )
            _post(tx.state, advance, at)
            tx.commit()
        return True

    def holds(self, cursor: EventCursor) -> bool:
        """Return whether a leased cursor was neither removed nor leased again since."""
        found = self.store.committed.cursors.get((cursor.domain_id, cursor.consumer))
        return found is not None and found.generation == cursor.generation

    def waiting_orders(
        self, domain_id: str, channel: str, order_ids: Collection[str]
    ) -> Mapping[str, datetime]:
        """Return those of the orders that wait in a channel, with the last due time."""
        found = dict[str, datetime]()
        for each in self.store.committed.posted.values():
            message = each.message
            is_of_channel = (message.domain_id, message.channel) == (domain_id, channel)
            if each.is_waiting and is_of_channel and message.order_id in order_ids:
                former = found.get(message.order_id, each.due_at)
                found[message.order_id] = max(former, each.due_at)
        return found

    def positions(self, consumer: str) -> Mapping[str, EventPosition]:
        """Return the positions of a consumer's cursors, by domain."""
        return {
            domain_id: EventPosition(each.number)
            for (domain_id, of_consumer), each in self.store.committed.cursors.items()
            if of_consumer == consumer and domain_id != _OF_ALL_DOMAINS
        }

    def positions_of_domains(self) -> Mapping[tuple[str, str], EventPosition]:
        """Return the positions of the domains' own consumers, by domain and consumer."""
        return {
            key: EventPosition(each.number)
            for key, each in self.store.committed.cursors.items()
            if key[1].startswith(CONSUMER_CHANNEL_PREFIX)
        }

    def ready(self, now: datetime) -> list[tuple[str, str]]:
        """Return the domain and consumer of cursors whose lease or pause has ended."""
        cursors = self.store.committed.cursors.items()
        return [
            key for key, each in cursors if each.leased_until and _is_over(each.leased_until, now)
        ]


def _is_over(leased_until: datetime, now: datetime) -> bool:
    return not now < leased_until <= now + LONGEST_HOLD


def _as_logged(state: State, message: Message) -> Message:
    """Return a message with the data that its event has now: they may have been erased."""
    event_id = from_channel(message).message_id
    logged = (each for each in state.events.values() if each.message_id == event_id)
    event = next((each for each in logged if each.domain_id == message.domain_id), message)
    return evolve(message, data=event.data)


def _post(state: State, advance: Advance, at: datetime) -> None:
    for each in advance.unfinished:
        key = each.message.domain_id, each.message.message_id
        former = state.posted.get(key)
        state.posted[key] = PostedMessage(
            message=_as_logged(state, each.message),
            due_at=each.due_at or at,
            generation=former.generation + 1 if former else 0,
            failures=each.failures,
            last_error=each.reason,
            retried_at=at,
            dead_at=at if each.due_at is None else None,
        )
