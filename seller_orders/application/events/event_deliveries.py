"""Deliveries of events to one consumer, of different orders concurrently."""

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from attrs import field, frozen

from seller_orders.application.events.consumers import EventConsumer, in_channel
from seller_orders.application.outbox_messages import LEASE, SENT_WITHIN, Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_cursors import EventCursor, UnfinishedEvent
from seller_orders.application.ports.event_log import EventPosition, LoggedEvent
from seller_orders.application.ports.outbox import (
    DeferDeliveryError,
    DeliveryError,
    UndeliverableError,
)
from seller_orders.application.retry_policy import next_attempt

DEFERRED_FOR: Final = timedelta(seconds=1)
"""Time after which deferred events are delivered."""

_log: Final = logging.getLogger("seller_orders.relay")

Outcomes: TypeAlias = dict[EventPosition, UnfinishedEvent | None]
"""None for a delivered event. Events that were not tried are missing."""


@frozen
class EventDeliveries:
    """Deliveries of a part of a batch, by several threads.

    ``waiting`` are the orders with messages in the consumer's channel, with the last due time.
    """

    _consumer: EventConsumer
    _cursor: EventCursor
    _waiting: Mapping[str, datetime]
    _clock: Clock
    _jitter: Callable[[], float]
    _is_stopping: Callable[[], bool]
    _queue: deque[LoggedEvent]
    outcomes: Outcomes = field(factory=dict, init=False)

    def run(self) -> None:
        """Deliver events until none is left, or until one is deferred."""
        while (each := self._next_event()) is not None:
            held_until = self._held_until(each.event.order_id)
            if held_until is not None:
                message = in_channel(each.event, self._consumer.channel)
                self.outcomes[each.position] = UnfinishedEvent(message=message, due_at=held_until)
                continue
            now = self._clock.now()
            if self._is_stopping() or now + SENT_WITHIN > self._cursor.leased_until:
                return
            try:
                self.outcomes[each.position] = self._send(each.event)
            except DeferDeliveryError:
                self._queue.clear()
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
            return self._queue.popleft()
        except IndexError:
            return None

    def _held_until(self, order_id: str) -> datetime | None:
        """Return when later events of an order are due: soon if the one before may be leased.

        A leased one is due as its lease ends, and may be delivered long before.
        """
        due_at, now = self._waiting.get(order_id), self._clock.now()
        if due_at is None or due_at > now + LEASE:
            return due_at
        return min(due_at, now + DEFERRED_FOR)

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
        now = self._clock.now()
        return UnfinishedEvent(
            message=in_channel(event, self._consumer.channel),
            due_at=None if is_dead else next_attempt(1, now, now, self._jitter()),
            failures=1,
            reason=reason,
        )


def _unexpected(error: Exception) -> str:
    # Sellers may see it, and the error's text may contain anything.
    return f"unexpected {type(error).__name__}, see the log"


def in_parts(events: Sequence[LoggedEvent]) -> Sequence[Sequence[LoggedEvent]]:
    """Divide events into parts that have at most one event of an order."""
    parts, order_ids = list[list[LoggedEvent]](), set[str]()
    for each in events:
        if not parts or each.event.order_id in order_ids:
            parts.append([])
            order_ids.clear()
        parts[-1].append(each)
        order_ids.add(each.event.order_id)
    return parts
