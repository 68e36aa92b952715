"""Search for events that consumers have not finished."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from attrs import define, field

from seller_orders.application.events.consumers import DomainConsumers, EventConsumer
from seller_orders.application.events.event_work import EventWork
from seller_orders.application.ports.event_cursors import Advance, EventCursors
from seller_orders.application.ports.event_log import BEGINNING, EventLog, EventPosition

_NEWS_AT_ONCE: Final = 1_000
_DOMAINS_AT_ONCE: Final = 500
_REMEMBERED: Final = 100_000
_LOOKED_AT_AGAIN_AFTER: Final = timedelta(seconds=1)
_WITHOUT_CONSUMERS_FOR: Final = timedelta(seconds=1)


@define
class EventScout:
    """Follows the log across domains, from what was there when it began.

    Numbers up to ``_settled`` are looked at for good. Those up to ``_seen`` have been looked at
    once; an open transaction may still add events among them, so they are looked at again.
    ``absent`` are the consumers of all domains that this installation could have, but has not.
    """

    log: EventLog
    cursors: EventCursors
    consumers: Sequence[EventConsumer]
    domain_consumers: DomainConsumers
    absent: Sequence[str] = ()
    _begins: dict[str, EventPosition] | None = field(default=None, init=False)
    _settled: EventPosition = field(default=BEGINNING, init=False)
    _seen: EventPosition = field(default=BEGINNING, init=False)
    _without_consumers_at: datetime | None = field(default=None, init=False)
    _finished: dict[tuple[str, str], EventPosition] = field(factory=dict, init=False)
    _leased: dict[tuple[str, str], datetime] = field(factory=dict, init=False)

    def find(self, now: datetime) -> Iterator[EventWork]:
        """Yield consumers of domains with new events, and those whose lease or pause has ended.

        Those that another relay had leased are looked at again: it may have ended since, without
        the events that were new here.
        """
        if self._begins is None:
            for each in self.absent:
                self.cursors.begin(each, is_listening=False)
        if not (self.consumers or self.domain_consumers.has_any()):
            self._begins = self._begins or {}
            self._settled = self._seen = BEGINNING
            self._without_consumers_at = now
            return
        self._without_consumers_at = None
        for domain_id, newest in self._news().items():
            for work in self._of_domain(domain_id):
                if newest > self._finished.get(work.key, BEGINNING):
                    yield work
        waiting = defaultdict[str, list[str]](list)
        for domain_id, consumer_id in (*self.cursors.ready(now), *self._leased_before(now)):
            waiting[domain_id].append(consumer_id)
        for domain_id, consumer_ids in waiting.items():
            works = {each.consumer_id: each for each in self._of_domain(domain_id)}
            for consumer_id in consumer_ids:
                if consumer_id in works:
                    yield works[consumer_id]
                else:
                    self._release(domain_id, consumer_id, now)

    def had_no_consumers(self, now: datetime) -> bool:
        """Return whether there was no consumer less than a second ago."""
        at = self._without_consumers_at
        return at is not None and timedelta() < now - at < _WITHOUT_CONSUMERS_FOR

    def note_finished(self, work: EventWork, position: EventPosition) -> None:
        """Remember how far a consumer is, so that it is not looked at again for the same events."""
        if len(self._finished) >= _REMEMBERED:
            self._finished.clear()
        self._finished[work.key] = position

    def note_leased(self, work: EventWork, now: datetime) -> datetime:
        """Remember that another relay has the consumer; return when to look at it again."""
        self._leased.setdefault(work.key, now)
        return now + _LOOKED_AT_AGAIN_AFTER

    def start_over(self) -> None:
        """Forget all, after a failure that may have lost what was found."""
        self._begins = None
        self._settled = self._seen = BEGINNING
        self._without_consumers_at = None
        self._finished.clear()
        self._leased.clear()

    def _leased_before(self, now: datetime) -> Iterator[tuple[str, str]]:
        for key, at in [*self._leased.items()]:
            # The clock may have been set back since.
            if abs(now - at) >= _LOOKED_AT_AGAIN_AFTER:
                del self._leased[key]
                yield key

    def _of_domain(self, domain_id: str) -> Iterator[EventWork]:
        begins = self._begins or {}
        for each in self.consumers:
            begin = begins.get(each.id, BEGINNING)
            yield EventWork(domain_id, each.id, begin, partial(_same, each))
        for each in self.domain_consumers.of_domain(domain_id):
            find = partial(self._consumer_of_domain, domain_id, each.id)
            yield EventWork(domain_id, each.id, None, find)

    def _consumer_of_domain(self, domain_id: str, consumer_id: str) -> EventConsumer | None:
        found = self.domain_consumers.of_domain(domain_id)
        return next((each for each in found if each.id == consumer_id), None)

    def _news(self) -> dict[str, EventPosition]:
        horizon = self.log.horizon()
        if self._settled == BEGINNING:
            self._begins = {
                each.id: self.cursors.begin(each.id, is_listening=True) for each in self.consumers
            }
            newest = self._newest_of_all()
            self._seen = horizon
        else:
            newest = self._newest_after(self._settled if horizon > self._settled else self._seen)
        self._settled = horizon
        return newest

    def _newest_after(self, position: EventPosition) -> dict[str, EventPosition]:
        newest = dict[str, EventPosition]()
        is_last = False
        while not is_last:
            news = self.log.news(position, _NEWS_AT_ONCE)
            newest |= news.newest
            position, is_last = news.position, news.is_last
        self._seen = max(self._seen, position)
        return newest

    def _newest_of_all(self) -> dict[str, EventPosition]:
        newest = dict[str, EventPosition]()
        after = ""
        while found := self.log.domains(after, _DOMAINS_AT_ONCE):
            newest |= found
            after = max(found)
        return newest

    def _release(self, domain_id: str, consumer_id: str, now: datetime) -> None:
        """End the lease of a consumer that takes no events now."""
        cursor = self.cursors.claim(domain_id, consumer_id, None, now, now)
        if cursor is not None:
            self.cursors.advance(cursor, Advance(position=cursor.position), now)


def _same(consumer: EventConsumer) -> EventConsumer:
    return consumer
