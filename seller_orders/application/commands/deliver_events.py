"""Deliver the events of the log to their consumers."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Final, TypeAlias

from attrs import define, field, frozen

from seller_orders.application.commands.deliver_event_batch import DeliverEventBatch
from seller_orders.application.commands.deliver_messages import DeliverSome
from seller_orders.application.events.consumers import is_consumer_channel
from seller_orders.application.events.event_work import EventWork
from seller_orders.application.events.scout import EventScout
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import OutboxQueue

AT_ONCE: Final = 16
"""Most batches at a time."""
AT_ONCE_OF_A_DOMAIN: Final = 12
"""Most of them to consumers of one domain, so that those that hang delay no other domain."""
_LOOK_EVERY: Final = timedelta(milliseconds=50)
_LONGEST_WAIT: Final = timedelta(seconds=1)
_HELD_LONG: Final = timedelta(seconds=10)

_log: Final = logging.getLogger("seller_orders.relay")

IsStopping: TypeAlias = Callable[[], bool]
_Key: TypeAlias = tuple[str, ...]


@frozen
class _Outcome:
    is_more: bool = False
    due_at: datetime | None = None


_Task: TypeAlias = Callable[[], _Outcome]


@define
class DeliverEvents:
    """Delivers batches of several domains and consumers at a time, each in its turn.

    A consumer takes part with at most one batch of a domain, so a slow one delays itself alone.
    The next batch is of the domain that has the fewest under way.
    Events that failed before are retried from the outbox in the same way, channel by channel.
    ``pause`` waits before it looks for more events, so that new ones are delivered as one batch.
    """

    scout: EventScout
    deliver_batch: DeliverEventBatch
    queue: OutboxQueue
    clock: Clock
    threads: Executor
    pause: Callable[[], None] = lambda: None
    _held_since: dict[_Key, datetime] = field(factory=dict, init=False)
    _retried_at: dict[str, datetime] = field(factory=dict, init=False)
    _logged: set[_Key] = field(factory=set, init=False)
    _running: Lock = field(factory=Lock, init=False)

    def __call__(self, is_stopping: IsStopping, deliver_some: DeliverSome) -> datetime | None:
        """Deliver until nothing is due. Return the earliest time to go on, if any."""
        with self._running:
            try:
                return self._deliver(is_stopping, deliver_some)
            except Exception:
                self.scout.start_over()
                raise

    def _deliver(self, is_stopping: IsStopping, deliver_some: DeliverSome) -> datetime | None:
        waiting = dict[_Key, _Task]()
        running = dict[Future[_Outcome], tuple[_Key, _Task]]()
        due_again = list[datetime]()
        look_at, has_found = self.clock.now(), False
        try:
            while True:
                is_out_of_work = not (running or waiting)
                if not is_stopping() and (self.clock.now() >= look_at or is_out_of_work):
                    if is_out_of_work and has_found:
                        self.pause()
                    has_found = False
                    for key, task in self._find(is_stopping, deliver_some):
                        waiting.setdefault(key, task)
                        has_found = True
                    look_at = self.clock.now() + _LOOK_EVERY
                if not is_stopping():
                    self._start(waiting, running)
                if not running:
                    break
                done, _ = wait(running, _LOOK_EVERY.total_seconds(), FIRST_COMPLETED)
                for each in done:
                    key, task = running.pop(each)
                    outcome = each.result()
                    if outcome.is_more:
                        waiting.setdefault(key, task)
                    if outcome.due_at is not None:
                        due_again.append(outcome.due_at)
        finally:
            wait(running)
        return min(due_again, default=None)

    def _start(
        self, waiting: dict[_Key, _Task], running: dict[Future[_Outcome], tuple[_Key, _Task]]
    ) -> None:
        busy = {key for key, _ in running.values()}
        batches = Counter(key[0] for key in busy)
        while len(running) < AT_ONCE:
            free = (k for k in waiting if k not in busy and batches[k[0]] < AT_ONCE_OF_A_DOMAIN)
            key = min(free, key=lambda each: batches[each[0]], default=None)
            if key is None:
                return
            busy.add(key)
            batches[key[0]] += 1
            task = waiting.pop(key)
            running[self.threads.submit(task)] = key, task

    def _find(
        self, is_stopping: IsStopping, deliver_some: DeliverSome
    ) -> Iterator[tuple[_Key, _Task]]:
        now = self.clock.now()
        if self.scout.had_no_consumers(now):
            return
        for work in self.scout.find(now):
            yield work.key, partial(self._deliver_batch, work, is_stopping)
        for channel in self.queue.due_channels(now):
            # A due message may wait for one that another relay has leased.
            looked_at = self._retried_at.get(channel)
            # The clock may have been set back since.
            is_soon = looked_at is not None and abs(now - looked_at) < _LONGEST_WAIT
            if is_consumer_channel(channel) and not is_soon:
                self._retried_at[channel] = now
                yield (channel,), partial(_retry, deliver_some, channel, is_stopping)

    def _deliver_batch(self, work: EventWork, is_stopping: IsStopping) -> _Outcome:
        outcome = self.deliver_batch(work, is_stopping, self._held_for(work))
        if outcome.position is None:
            return _Outcome(due_at=self.scout.note_leased(work, self.clock.now()))
        self.scout.note_finished(work, outcome.position)
        if outcome.is_held_up:
            self._held_since.setdefault(work.key, self.clock.now())
        else:
            self._held_since.pop(work.key, None)
            self._logged.discard(work.key)
        return _Outcome(outcome.is_more, outcome.due_at)

    def _held_for(self, work: EventWork) -> timedelta:
        """Return how long to wait for an open transaction: as long as until now."""
        now = self.clock.now()
        waited = now - self._held_since.get(work.key, now)
        if waited >= _HELD_LONG and work.key not in self._logged:
            self._logged.add(work.key)
            _log.warning(
                "events of domain %s wait since %.0f s for an open transaction that records events "
                "of the domain",
                work.domain_id,
                waited.total_seconds(),
            )
        return min(max(waited, _LOOK_EVERY), _LONGEST_WAIT)


def _retry(deliver_some: DeliverSome, channel: str, is_stopping: IsStopping) -> _Outcome:
    return _Outcome(*deliver_some(channel, is_stopping))
