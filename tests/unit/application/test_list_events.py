"""The event feed, on fakes."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

from attrs import define, evolve, field, frozen

from seller_orders.application.ports.event_log import BEGINNING
from seller_orders.application.queries.list_events import (
    EventCursorMark,
    EventPage,
    ListEvents,
    ListEventsHandler,
)
from seller_orders.domain.timeline import ChangeType
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.fakes.event_log import MemoryEventLog
from seller_orders.testing.fakes.store import MemoryStore
from seller_orders.testing.outbox_steps import later
from tests.support.waiting import WITHIN_S

QUERY = ListEvents(domain_id="dom_1")


@define
class Signal:
    """Calls a function instead of waiting, and lets that time pass."""

    clock: SettableClock
    then: Callable[[], None] = lambda: None
    waits: list[float] = field(factory=list)

    def wait_for_events(self, timeout_s: float) -> None:
        self.waits.append(timeout_s)
        self.clock.advance(seconds=timeout_s)
        self.then()


@frozen
class Feed:
    """A store and its feed."""

    store: MemoryStore
    signal: Signal
    handler: ListEventsHandler

    @classmethod
    def of(cls, *numbers: int) -> "Feed":
        clock = SettableClock(later())
        store, signal = MemoryStore(clock), Signal(clock)
        log = MemoryEventLog(store)
        feed = cls(store, signal, ListEventsHandler(log=log, clock=clock, signal=signal))
        feed.record(*numbers)
        return feed

    def record(self, *numbers: int, about: ChangeType = ChangeType.STATUS_CHANGED) -> None:
        with self.store.begin("dom_1") as tx:
            tx.outbox.add([evolve(event(number), about=about) for number in numbers])
            tx.commit()

    def page(self, query: ListEvents) -> EventPage:
        return self.handler(query).unwrap()


def versions(page: EventPage) -> list[int]:
    return [each.event.version for each in page.events]


def test_pages_follow_one_another():
    feed = Feed.of(1, 2, 3)

    first = feed.page(evolve(QUERY, limit=2))
    second = feed.page(evolve(QUERY, limit=2, after=first.next))
    third = feed.page(evolve(QUERY, limit=2, after=second.next))

    assert [versions(each) for each in (first, second, third)] == [[1, 2], [3], []]
    assert (first.has_more, second.has_more, third.has_more) == (True, False, False)


def test_reading_goes_on_after_each_event():
    feed = Feed.of(1, 2, 3)

    for each, rest in zip(feed.page(QUERY).events, ([2, 3], [3], []), strict=True):
        assert versions(feed.page(evolve(QUERY, after=each.mark))) == rest


def test_types_are_globs():
    feed = Feed.of(1)
    feed.record(2, about=ChangeType.REFUND_CREATED)
    feed.record(3, about=ChangeType.REFUND_UPDATED)

    assert versions(feed.page(evolve(QUERY, types=("order.refund_*",)))) == [2, 3]
    assert versions(feed.page(evolve(QUERY, types=("order.status_changed", "*_updated")))) == [1, 3]
    assert versions(feed.page(evolve(QUERY, types=("*",)))) == [1, 2, 3]


def test_unwanted_types_are_passed_over():
    feed = Feed.of(*range(1, 1200))
    feed.record(1200, about=ChangeType.LATE)

    page = feed.page(evolve(QUERY, types=("order.late",)))

    assert versions(page) == [1200]
    assert versions(feed.page(evolve(QUERY, after=page.next))) == []


def test_an_answer_waits_for_an_event():
    feed = Feed.of()
    feed.signal.then = lambda: feed.record(1) if len(feed.signal.waits) == 3 else None

    page = feed.page(evolve(QUERY, wait=timedelta(seconds=20)))

    assert versions(page) == [1]
    assert len(feed.signal.waits) == 3


def test_an_answer_waits_no_longer_than_asked():
    feed = Feed.of()

    page = feed.page(evolve(QUERY, wait=timedelta(seconds=2)))

    assert versions(page) == []
    assert sum(feed.signal.waits) == 2


def test_an_answer_with_events_does_not_wait():
    feed = Feed.of(1)

    feed.page(evolve(QUERY, wait=timedelta(seconds=20)))

    assert feed.signal.waits == []


def test_waiting_ends_when_the_process_stops():
    feed = Feed.of()
    stops = evolve(
        QUERY,
        wait=timedelta(seconds=20),
        is_stopping=lambda: len(feed.signal.waits) == 2,
    )

    assert versions(feed.page(stops)) == []
    assert len(feed.signal.waits) == 2


def test_at_most_20_requests_of_a_domain_wait():
    feed = Feed.of()
    waited = list[int]()

    def nest() -> None:
        """Send one more request while the others wait."""
        if len(feed.signal.waits) < 40:
            before = len(feed.signal.waits)
            feed.page(evolve(QUERY, wait=timedelta(milliseconds=500)))
            waited.append(len(feed.signal.waits) - before)

    feed.signal.then = nest
    asking = Thread(target=lambda: feed.page(evolve(QUERY, wait=timedelta(seconds=20))))
    asking.start()
    asking.join(WITHIN_S)

    assert not asking.is_alive()
    # The innermost request is answered at once: 20 wait already.
    assert waited[0] == 0
    assert waited[1:20] == list(range(1, 20))


def test_an_expired_cursor_is_refused():
    feed = Feed.of(1)
    mark = EventCursorMark(BEGINNING, later())
    feed.signal.clock.advance(days=30)
    assert versions(feed.page(evolve(QUERY, after=mark))) == [1]
    feed.signal.clock.advance(seconds=1)

    assert feed.handler(evolve(QUERY, after=mark)).failure().code == "cursor_expired"


def test_a_reader_of_a_quiet_domain_never_expires():
    feed = Feed.of(1)
    page = feed.page(QUERY)

    for _ in range(4):
        feed.signal.clock.advance(days=20)
        page = feed.page(evolve(QUERY, after=page.next))
    feed.record(2)

    assert versions(feed.page(evolve(QUERY, after=page.next))) == [2]


def test_an_events_cursor_has_its_age():
    """What follows an old event is as old, however late the event is read."""
    feed = Feed.of(1, 2)
    feed.signal.clock.advance(days=29)
    first = feed.page(evolve(QUERY, limit=1))
    feed.signal.clock.advance(days=2)

    assert feed.handler(evolve(QUERY, after=first.next)).failure().code == "cursor_expired"
