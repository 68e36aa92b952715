"""Deliver a batch of a domain's events to one consumer."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import evolve, frozen

from seller_orders.application.concurrent_runs import run_concurrently
from seller_orders.application.events.consumers import EventConsumer, in_channel
from seller_orders.application.events.event_deliveries import (
    DEFERRED_FOR,
    EventDeliveries,
    Outcomes,
    in_parts,
)
from seller_orders.application.events.event_work import EventWork
from seller_orders.application.outbox_messages import LEASE
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_cursors import (
    Advance,
    EventCursor,
    EventCursors,
    UnfinishedEvent,
)
from seller_orders.application.ports.event_log import EventLog, EventPosition, LoggedEvent
from seller_orders.application.retry_policy import next_attempt
from seller_orders.application.step_observers import step

BATCH: Final = 100
ORDERS_AT_ONCE: Final = 4
"""Most deliveries to one consumer at a time."""


@frozen
class BatchOutcome:
    """Progress of the consumer; None if another relay delivers to it.

    ``is_held_up`` is True if it waits for an open transaction. ``due_at`` is when to go on if it is
    paused or an event failed.
    """

    position: EventPosition | None
    is_more: bool = False
    is_held_up: bool = False
    due_at: datetime | None = None


@frozen
class _Progress:
    """The move after the part that was tried last, and when unfinished events are due.

    ``is_complete`` is True if all parts were tried.
    """

    advance: Advance
    due: Sequence[datetime | None]
    is_complete: bool


@frozen(kw_only=True)
class DeliverEventBatch:
    """Delivers the events of different orders concurrently, those of one order in sequence.

    The cursor passes an event before the next one of its order is delivered. Otherwise, after a
    relay was killed, another one would deliver both again, the earlier after the later.

    An event that fails gets a message in the outbox, which is retried from there. So do later
    events of its order. If nothing of a batch was delivered the consumer is paused, each time
    longer: one that is down gets a message in the outbox for few of its events.
    """

    log: EventLog
    cursors: EventCursors
    clock: Clock
    jitter: Callable[[], float]
    threads: Executor

    def __call__(
        self, work: EventWork, is_stopping: Callable[[], bool], held_for: timedelta
    ) -> BatchOutcome:
        """Lease the cursor, deliver, and move the cursor.

        If an open transaction holds the events up, they are looked at again after ``held_for``.
        """
        cursor = self.claim_events(work)
        if cursor is None:
            return BatchOutcome(None)
        consumer = work.find_consumer()
        if consumer is None:
            self.finish_events(cursor, Advance(position=cursor.position))
            return BatchOutcome(cursor.position)
        read = self.log.after(work.domain_id, cursor.position, BATCH)
        parts = in_parts([each for each in read.events if consumer.wants(each.event)])
        delivered = self._deliver_parts(consumer, cursor, parts, is_stopping)
        if delivered is None:
            return BatchOutcome(None)
        advance, is_complete = delivered.advance, delivered.is_complete
        if is_complete:
            advance = evolve(advance, position=read.position)
        is_held_up = is_complete and read.is_held_up
        is_more = not (is_complete and read.is_last) and advance.paused_until is None
        if advance.paused_until is None and (is_more or is_held_up):
            # Another relay goes on if this one ends.
            pause = held_for if is_held_up else timedelta()
            advance = evolve(advance, paused_until=self.clock.now() + pause)
        if not self.finish_events(cursor, advance):
            return BatchOutcome(None)
        due = [*delivered.due, None if is_more else advance.paused_until]
        due_at = min(filter(None, due), default=None)
        return BatchOutcome(advance.position, is_more, is_held_up, due_at)

    def _deliver_parts(
        self,
        consumer: EventConsumer,
        cursor: EventCursor,
        parts: Sequence[Sequence[LoggedEvent]],
        is_stopping: Callable[[], bool],
    ) -> _Progress | None:
        """Move the cursor after each part but the last; None if another relay has leased it."""
        outcomes: Outcomes = {}
        due = list[datetime | None]()
        advance = Advance(position=cursor.position)
        for part in parts:
            is_last = part is parts[-1]
            tried = self.send_events(consumer, cursor, part, is_stopping)
            outcomes |= tried
            advance = self._advance(consumer, cursor, part, tried)
            due += [each.due_at for each in advance.unfinished]
            is_whole = len(tried) == len(part)
            if not is_whole or is_last:
                advance = evolve(advance, **self._pause(cursor, outcomes, is_stopping))
                return _Progress(advance, due, is_whole and is_last)
            if not self.finish_events(cursor, _still_leased(advance, cursor)):
                return None
            cursor = evolve(cursor, position=advance.position)
        return _Progress(advance, due, is_complete=True)

    @step
    def claim_events(self, work: EventWork) -> EventCursor | None:
        """Lease the cursor; None if another relay has it."""
        now = self.clock.now()
        return self.cursors.claim(*work.key, work.begin, now, now + LEASE)

    @step
    def send_events(
        self,
        consumer: EventConsumer,
        cursor: EventCursor,
        events: Sequence[LoggedEvent],
        is_stopping: Callable[[], bool],
    ) -> Outcomes:
        """Deliver outside any transaction."""
        order_ids = [each.event.order_id for each in events]
        waiting = self.cursors.waiting_orders(cursor.domain_id, consumer.channel, order_ids)
        if not self.cursors.holds(cursor):
            # What waited was removed with the cursor, so later events would overtake it.
            return {}
        deliveries = EventDeliveries(
            consumer, cursor, waiting, self.clock, self.jitter, is_stopping, deque(events)
        )
        run_concurrently(self.threads, deliveries.run, min(len(events), ORDERS_AT_ONCE))
        deliveries.finish(events)
        return deliveries.outcomes

    @step
    def finish_events(self, cursor: EventCursor, advance: Advance) -> bool:
        """Move the cursor in one transaction; False if another relay has leased it since."""
        return self.cursors.advance(cursor, advance, self.clock.now())

    def _advance(
        self,
        consumer: EventConsumer,
        cursor: EventCursor,
        events: Sequence[LoggedEvent],
        outcomes: Outcomes,
    ) -> Advance:
        """Return the move to the last event that was tried.

        Events before it that were not tried get a message in the outbox.
        """
        now = self.clock.now()
        tried = [each for each in events if each.position in outcomes]
        position = tried[-1].position if tried else cursor.position
        unfinished = [
            UnfinishedEvent(message=in_channel(each.event, consumer.channel), due_at=now)
            if each.position not in outcomes
            else outcomes[each.position]
            for each in events
            if each.position <= position
        ]
        return Advance(
            position=position, unfinished=[each for each in unfinished if each is not None]
        )

    def _pause(
        self, cursor: EventCursor, outcomes: Outcomes, is_stopping: Callable[[], bool]
    ) -> dict[str, Any]:
        now = self.clock.now()
        if not outcomes:
            pause = timedelta() if is_stopping() else DEFERRED_FOR
            return {"paused_until": now + pause, "failures": cursor.failures}
        has_failed = any(each is not None and each.failures for each in outcomes.values())
        if not has_failed or None in outcomes.values():
            return {}
        failures = cursor.failures + 1
        return {
            "paused_until": next_attempt(failures, now, now, self.jitter()),
            "failures": failures,
        }


def _still_leased(advance: Advance, cursor: EventCursor) -> Advance:
    """Return the move that keeps the lease: the cursor is paused until it would end."""
    return evolve(advance, paused_until=cursor.leased_until, failures=cursor.failures)
