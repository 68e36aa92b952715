"""The event log in memory."""

from collections.abc import Collection, Mapping
from datetime import datetime

from attrs import frozen

from seller_orders.application.ports.event_log import (
    EventNews,
    EventPosition,
    LoggedEvent,
    LoggedEvents,
)
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryEventLog:
    """Reads committed events. One unit of work writes at a time, so none is held up."""

    store: MemoryStore

    def after(self, domain_id: str, position: EventPosition, limit: int) -> LoggedEvents:
        """Return events after a position, at most ``limit``."""
        end = self.horizon()
        later = [each for each in self._of(domain_id) if each.position > position]
        if len(later) < limit:
            return LoggedEvents(later, max(end, position), is_last=True)
        return LoggedEvents(later[:limit], later[limit - 1].position, is_last=False)

    def end(self, domain_id: str) -> EventPosition:
        """Return the position of the last event."""
        return self.horizon()

    def oldest(self, domain_id: str) -> EventPosition | None:
        """Return the position of the domain's oldest event."""
        return next((each.position for each in self._of(domain_id)), None)

    def before(self, domain_id: str, moment: datetime) -> EventPosition:
        """Return the position of the last event before the first one since a moment."""
        since = (e.position.number for e in self._of(domain_id) if e.event.created_at >= moment)
        first = next(since, None)
        return self.horizon() if first is None else EventPosition(first - 1)

    def horizon(self) -> EventPosition:
        """Return the position of the last event of any domain."""
        return EventPosition(self.store.committed.last_event)

    def news(self, position: EventPosition, limit: int) -> EventNews:
        """Return the domains of the events after a position."""
        events = self.store.committed.events
        numbers = [number for number in events if number > position.number][:limit]
        newest = {events[number].domain_id: EventPosition(number) for number in numbers}
        last = EventPosition(numbers[-1]) if numbers else position
        return EventNews(newest, last, is_last=len(numbers) < limit)

    def count(
        self,
        domain_id: str,
        position: EventPosition,
        most: int,
        types: Collection[str] | None = None,
    ) -> tuple[int, datetime | None]:
        """Count events after a position; return the oldest one's time, too."""
        later = [each.event for each in self._of(domain_id) if each.position > position]
        wanted = [each for each in later if types is None or each.about in types][:most]
        return len(wanted), min((each.created_at for each in wanted), default=None)

    def domains(self, after: str, limit: int) -> Mapping[str, EventPosition]:
        """Return the newest event of each of the next domains, by their ids."""
        events = self.store.committed.events.items()
        newest = {event.domain_id: EventPosition(number) for number, event in events}
        return {id: newest[id] for id in sorted(newest) if id > after and limit > 0}

    def _of(self, domain_id: str) -> list[LoggedEvent]:
        events = self.store.committed.events.items()
        return [
            LoggedEvent(EventPosition(number), event)
            for number, event in events
            if event.domain_id == domain_id
        ]
