"""Deliver a batch of a domain's events to one consumer."""

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from attrs import evolve, field, frozen

from seller_orders.application.commands.deliver_messages import SENT_WITHIN
from seller_orders.application.concurrent_runs import run_concurrently
from seller_orders.application.events.consumers import EventConsumer, in_channel
from seller_orders.application.events.event_work import EventWork
from seller_orders.application.outbox_messages import LEASE, Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_cursors import (
    Advance,
    EventCursor,
    EventCursors,
    UnfinishedEvent,
)
from seller_orders.application.ports.event_log import EventLog, EventPosition, LoggedEvent
from seller_orders.application.ports.outbox import (
    DeferDeliveryError,
    DeliveryError,
    UndeliverableError,
)
from seller_orders.application.retry_policy import next_attempt
from seller_orders.application.use_case_steps import step

BATCH: Final = 100
ORDERS_AT_ONCE: Final = 4
"""Most deliveries to one consumer at a time."""
_DEFERRED_FOR: Final = timedelta(seconds=1)

_log: Final = logging.getLogger("seller_orders.relay")

_Outcomes: TypeAlias = dict[EventPosition, UnfinishedEvent | None]
"""None for a delivered event. Events that were not tried are missing."""


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
        parts = _in_parts([each for each in read.events if consumer.wants(each.event)])
        delivered = self._deliver_parts(consumer, cursor, parts, is_stopping)
        if delivered is None:
            return BatchOutcome(None)
        advance, due, is_whole = delivered
        if is_whole:
            advance = evolve(advance, position=read.position)
        is_held_up = is_whole and read.is_held_up
        is_more = not (is_whole and read.is_last) and advance.paused_until is None
        if advance.paused_until is None and (is_more or is_held_up):
            # Another relay goes on if this one ends.
            pause = held_for if is_held_up else timedelta()
            advance = evolve(advance, paused_until=self.clock.now() + pause)
        if not self.finish_events(cursor, advance):
            return BatchOutcome(None)
        if not is_more:
            due.append(advance.paused_until)
        due_at = min(filter(None, due), default=None)
        return BatchOutcome(advance.position, is_more, is_held_up, due_at)

    def _deliver_parts(
        self,
        consumer: EventConsumer,
        cursor: EventCursor,
        parts: Sequence[Sequence[LoggedEvent]],
        is_stopping: Callable[[], bool],
    ) -> tuple[Advance, list[datetime | None], bool] | None:
        """Move the cursor after each part but the last; None if another relay has leased it.

        Returns the move after the part that was tried last, when unfinished events are due, and
        whether all parts were tried.
        """
        outcomes: _Outcomes = {}
        due = list[datetime | None]()
        advance = Advance(position=cursor.position)
        for is_last, part in ((each is parts[-1], each) for each in parts):
            tried = self.send_events(consumer, cursor, part, is_stopping)
            outcomes |= tried
            advance = self._advance(consumer, cursor, part, tried)
            due += [each.due_at for each in advance.unfinished]
            is_whole = len(tried) == len(part)
            if is_last or not is_whole:
                paused = self._pause(cursor, outcomes, is_stopping)
                return evolve(advance, **paused), due, is_last and is_whole
            still_leased = evolve(
                advance, paused_until=cursor.leased_until, failures=cursor.failures
            )
            if not self.finish_events(cursor, still_leased):
                return None
            cursor = evolve(cursor, position=advance.position)
        return advance, due, True

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
    ) -> _Outcomes:
        """Deliver outside any transaction."""
        order_ids = [each.event.order_id for each in events]
        waiting = self.cursors.waiting_orders(cursor.domain_id, consumer.channel, order_ids)
        if not self.cursors.holds(cursor):
            # What waited was removed with the cursor, so later events would overtake it.
            return {}
        delivery = _Delivery(self, consumer, cursor, waiting, is_stopping, deque(events))
        run_concurrently(self.threads, delivery.run, min(len(events), ORDERS_AT_ONCE))
        delivery.finish(events)
        return delivery.outcomes

    @step
    def finish_events(self, cursor: EventCursor, advance: Advance) -> bool:
        """Move the cursor in one transaction; False if another relay has leased it since."""
        return self.cursors.advance(cursor, advance, self.clock.now())

    def _advance(
        self,
        consumer: EventConsumer,
        cursor: EventCursor,
        events: Sequence[LoggedEvent],
        outcomes: _Outcomes,
    ) -> Advance:
        """Return the move to the last event that was tried; those before that were not, wait."""
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
        self, cursor: EventCursor, outcomes: _Outcomes, is_stopping: Callable[[], bool]
    ) -> dict[str, Any]:
        now = self.clock.now()
        if not outcomes:
            pause = timedelta() if is_stopping() else _DEFERRED_FOR
            return {"paused_until": now + pause, "failures": cursor.failures}
        has_failed = any(each is not None and each.failures for each in outcomes.values())
        if not has_failed or None in outcomes.values():
            return {}
        failures = cursor.failures + 1
        return {
            "paused_until": next_attempt(failures, now, now, self.jitter()),
            "failures": failures,
        }


@frozen
class _Delivery:
    """Deliveries of a part of a batch, by several threads."""

    _of: DeliverEventBatch
    _consumer: EventConsumer
    _cursor: EventCursor
    _waiting: Mapping[str, datetime]
    _is_stopping: Callable[[], bool]
    _left: deque[LoggedEvent]
    outcomes: _Outcomes = field(factory=dict, init=False)

    def run(self) -> None:
        """Deliver events until none is left, or until one is deferred."""
        while (each := self._next_event()) is not None:
            held_until = self._held_until(each.event.order_id)
            if held_until is not None:
                message = in_channel(each.event, self._consumer.channel)
                self.outcomes[each.position] = UnfinishedEvent(message=message, due_at=held_until)
                continue
            now = self._of.clock.now()
            if self._is_stopping() or now + SENT_WITHIN > self._cursor.leased_until:
                return
            try:
                self.outcomes[each.position] = self._send(each.event)
            except DeferDeliveryError:
                self._left.clear()
                return

    def finish(self, events: Sequence[LoggedEvent]) -> None:
        """Let the consumer record what it got; it gets all of that again if it could not."""
        try:
            self._consumer.finish()
        except Exception as error:  # noqa: BLE001  # one consumer must not stop the others
            _log.exception("deliveries to %s could not be recorded", self._consumer.id)
            reason = _unexpected(error)
            for each in events:
                if self.outcomes.get(each.position, self) is None:
                    self.outcomes[each.position] = self._failed(each.event, reason)

    def _next_event(self) -> LoggedEvent | None:
        try:
            return self._left.popleft()
        except IndexError:
            return None

    def _held_until(self, order_id: str) -> datetime | None:
        """Return when later events of an order are due: soon if the one before may be leased.

        A leased one is due as its lease ends, and may be delivered long before.
        """
        due_at, now = self._waiting.get(order_id), self._of.clock.now()
        if due_at is None or due_at > now + LEASE:
            return due_at
        return min(due_at, now + _DEFERRED_FOR)

    def _send(self, event: Message) -> UnfinishedEvent | None:
        try:
            self._consumer.deliver(event)
        except DeferDeliveryError:
            raise
        except UndeliverableError as error:
            return self._failed(event, str(error), is_dead=True)
        except DeliveryError as error:
            return self._failed(event, str(error))
        except Exception as error:  # noqa: BLE001  # one failure must not stop the others
            _log.exception("event %s could not be delivered", event.message_id)
            return self._failed(event, _unexpected(error))
        return None

    def _failed(self, event: Message, reason: str, *, is_dead: bool = False) -> UnfinishedEvent:
        now = self._of.clock.now()
        return UnfinishedEvent(
            message=in_channel(event, self._consumer.channel),
            due_at=None if is_dead else next_attempt(1, now, now, self._of.jitter()),
            failures=1,
            reason=reason,
        )


def _unexpected(error: Exception) -> str:
    # Sellers may see it, and the error's text may contain anything.
    return f"unexpected {type(error).__name__}, see the log"


def _in_parts(events: Sequence[LoggedEvent]) -> Sequence[Sequence[LoggedEvent]]:
    """Divide events into parts that have at most one event of an order."""
    parts, order_ids = list[list[LoggedEvent]](), set[str]()
    for each in events:
        if not parts or each.event.order_id in order_ids:
            parts.append([])
            order_ids.clear()
        parts[-1].append(each)
        order_ids.add(each.event.order_id)
    return parts
