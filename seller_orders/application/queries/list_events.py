"""List the events of a domain, in one order without gaps."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from threading import Lock
from typing import Final, Protocol

from attrs import define, field, frozen
from returns.result import Failure, Result, Success

from seller_orders.application.blocking_io import blocking_io
from seller_orders.application.commands.reap import FEED_REACHES
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_log import BEGINNING, EventLog, EventPosition
from seller_orders.domain.refusals import CursorExpired

_READ_AT_ONCE: Final = 500
_READS: Final = 20
_LOOK_EVERY_S: Final = 0.5
_WAITING_IN_A_DOMAIN: Final = 20
_WAITING: Final = 128


@frozen
class EventCursorMark:
    """A place in a domain's events. All events after it were recorded since a time."""

    position: EventPosition
    since: datetime


@frozen(kw_only=True)
class ListEvents:
    """List events after a mark, or from the oldest one that is kept.

    ``types`` are globs such as ``order.*``; none means every type. Without an event the answer
    waits up to ``wait`` for one, until ``is_stopping`` returns True. Refused with cursor_expired if
    events after the mark may have been deleted.

    >>> page = orders.events.list(ListEvents(domain_id="dom_1")).unwrap()
    >>> [each.event.about.value for each in page.events]
    ['order.created']
    >>> orders.events.list(ListEvents(domain_id="dom_1", after=page.next)).unwrap().events
    []
    """

    domain_id: str
    after: EventCursorMark | None = None
    types: Sequence[str] = ()
    limit: int = 20
    wait: timedelta = timedelta()
    is_stopping: Callable[[], bool] = lambda: False

    def wants(self, event: Message) -> bool:
        """Return whether an event has a wanted type."""
        return not self.types or any(fnmatchcase(event.about, each) for each in self.types)


@frozen
class FeedEvent:
    """An event, and the mark to read on from after it."""

    event: Message
    mark: EventCursorMark


@frozen
class EventPage:
    """Events, oldest first, and the mark to read on from. ``has_more``: more can be read."""

    events: Sequence[FeedEvent]
    next: EventCursorMark
    has_more: bool


class EventSignal(Protocol):
    """Signal of new events in this process."""

    def wait_for_events(self, timeout_s: float) -> None:
        """Return when events may have been recorded, or after a time."""
        ...


@define
class _WaitingRequests:
    """Counts the requests that wait for an event, by domain and altogether."""

    _count: dict[str, int] = field(factory=dict, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    @contextmanager
    def admitted(self, domain_id: str) -> Iterator[bool]:
        """Yield whether one more request may wait; it counts until the block ends."""
        with self._lock:
            count = self._count.get(domain_id, 0)
            is_admitted = count < _WAITING_IN_A_DOMAIN and sum(self._count.values()) < _WAITING
            if is_admitted:
                self._count[domain_id] = count + 1
        try:
            yield is_admitted
        finally:
            if is_admitted:
                with self._lock:
                    self._count[domain_id] -= 1
                    if not self._count[domain_id]:
                        del self._count[domain_id]


@frozen(kw_only=True)
class ListEventsHandler:
    """Handler of ListEvents. A request waits in no concurrency slot; too many are not kept."""

    log: EventLog
    clock: Clock
    signal: EventSignal
    _waiting: _WaitingRequests = field(factory=_WaitingRequests, init=False)

    def __call__(self, query: ListEvents) -> Result[EventPage, CursorExpired]:
        """Return the next events, waiting for one if asked to."""
        now = self.clock.now()
        after = query.after
        if after is None:
            after = EventCursorMark(BEGINNING, now)
        elif after.since < now - FEED_REACHES:
            return Failure(CursorExpired(FEED_REACHES.days))
        page = self._read(query, after)
        if page.events or not query.wait:
            return Success(page)
        with self._waiting.admitted(query.domain_id) as is_admitted:
            while (
                is_admitted
                and not (page.events or query.is_stopping())
                and (left := query.wait - (self.clock.now() - now)) > timedelta()
            ):
                with blocking_io():
                    timeout_s = min(left.total_seconds(), _LOOK_EVERY_S)
                    self.signal.wait_for_events(timeout_s)
                page = self._read(query, page.next)
        return Success(page)

    def _read(self, query: ListEvents, after: EventCursorMark) -> EventPage:
        """Read until there are enough events, or no more, or long enough."""
        found = list[FeedEvent]()
        for _ in range(_READS):
            now = self.clock.now()
            read = self.log.after(query.domain_id, after.position, _size(query))
            for each in read.events:
                after = EventCursorMark(each.position, each.event.created_at)
                if query.wants(each.event):
                    found.append(FeedEvent(each.event, after))
                if len(found) == query.limit:
                    is_whole = read.is_last and each is read.events[-1]
                    return EventPage(found, after, has_more=not is_whole)
            if read.is_last:
                # All that was recorded before is read, if an open transaction holds nothing up.
                since = after.since if read.is_held_up else now
                return EventPage(found, EventCursorMark(read.position, since), has_more=False)
        return EventPage(found, after, has_more=True)


def _size(query: ListEvents) -> int:
    return _READ_AT_ONCE if query.types else query.limit
