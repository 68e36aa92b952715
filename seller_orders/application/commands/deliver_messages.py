"""Deliver outbox messages."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from attrs import field, frozen

from seller_orders.application.events.consumers import (
    DeliverToDomainConsumer,
    NoDomainConsumers,
    is_consumer_channel,
)
from seller_orders.application.outbox_messages import LEASE, SENT_WITHIN, Channel, Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import (
    Claimed,
    DeferDeliveryError,
    Deferred,
    Delivered,
    DeliveryError,
    DeliveryOutcome,
    Failed,
    OutboxQueue,
    UndeliverableError,
)
from seller_orders.application.retry_policy import next_attempt
from seller_orders.application.step_observers import step

_DEFERRED_FOR: Final = timedelta(seconds=1)

_log: Final = logging.getLogger("seller_orders.relay")

Deliver: TypeAlias = Callable[[Message], None]
"""Delivers a message.

Raises DeliveryError to retry, UndeliverableError to give up, DeferDeliveryError to postpone without
counting a failure.
"""

MapMessages: TypeAlias = Callable[
    [Callable[[Claimed], DeliveryOutcome], Sequence[Claimed]], Iterable[DeliveryOutcome]
]
"""Maps a function over claimed messages, concurrently or like the built-in ``map``."""


DeliverSome: TypeAlias = Callable[[str, Callable[[], bool]], tuple[bool, datetime | None]]
DeliverEvents: TypeAlias = Callable[[Callable[[], bool], DeliverSome], datetime | None]
"""Delivers events until none is due. It retries some of a channel by the second argument."""


def _no_events(_: Callable[[], bool], __: DeliverSome) -> None:
    return None


@frozen(kw_only=True)
class DeliverMessages:
    """Deliver the due messages of ``channels``, or of every channel with a handler.

    Once ``is_stopping`` returns True, the remaining messages are released.

    >>> move = UpdateStatus(
    ...     domain_id="dom_1", order_id="ord_1", by="erp", status=OrderStatus.SHIPPED
    ... )
    >>> shipped = orders.update_status(move)
    >>> orders.deliver_messages(DeliverMessages(channels=(Channel.EMAIL,))) is None
    True
    """

    channels: Collection[str] | None = None
    is_stopping: Callable[[], bool] = lambda: False


@frozen(kw_only=True)
class DeliverMessagesHandler:
    """Delivers each message at least once, and an order's messages in a channel in sequence.

    Messages of a channel that is not in ``deliver`` stay in the outbox. Events come from their log
    (``deliver_events``).
    """

    queue: OutboxQueue
    deliver: Mapping[str, Deliver]
    clock: Clock
    jitter: Callable[[], float]
    deliver_events: DeliverEvents = _no_events
    deliver_to_consumer: Deliver = field(
        factory=lambda: DeliverToDomainConsumer(NoDomainConsumers())
    )
    map_messages: MapMessages = map
    map_events: MapMessages = map

    def __call__(self, command: DeliverMessages) -> datetime | None:
        """Deliver until nothing is due. Return the earliest time of the next retry, if any."""
        due_again: list[datetime | None] = []
        for channel in self.deliver if command.channels is None else command.channels:
            if channel == Channel.EVENT:
                due_again.append(self.deliver_events(command.is_stopping, self.deliver_some))
                continue
            is_more_due = not command.is_stopping()
            while is_more_due:
                is_more_due, due_at = self.deliver_some(channel, command.is_stopping)
                due_again.append(due_at)
        return min(filter(None, due_again), default=None)

    def deliver_some(
        self, channel: str, is_stopping: Callable[[], bool]
    ) -> tuple[bool, datetime | None]:
        """Deliver some due messages; return whether more are due, and the next retry's time."""
        claimed = self.claim_messages(channel)
        if not claimed:
            return False, None
        outcomes = self.send_messages(claimed, is_stopping)
        is_more_due = self.finish_messages(claimed, outcomes) and not is_stopping()
        waiting = [each.due_at for each in outcomes if not isinstance(each, Delivered)]
        return is_more_due, min(filter(None, waiting), default=None)

    def deliver_immediately(self, message: Message) -> DeliveryOutcome:
        """Deliver a message whose lease this process still has."""
        assert message.held_until is not None, "a relay may have claimed it"
        held = Claimed(
            message=message,
            generation=0,
            failures=0,
            trying_since=message.created_at,
            leased_until=message.held_until,
        )
        outcome = self._send(held, lambda: False)
        self.queue.finish([(held, outcome)], self.clock.now())
        return outcome

    @step
    def claim_messages(self, channel: str) -> Sequence[Claimed]:
        """Lease some due messages."""
        if channel not in self.deliver and not is_consumer_channel(channel):
            return ()
        now = self.clock.now()
        return self.queue.claim(channel, now, now + LEASE)

    @step
    def send_messages(
        self, claimed: Sequence[Claimed], is_stopping: Callable[[], bool]
    ) -> list[DeliveryOutcome]:
        """Send the claimed messages outside any transaction."""
        is_of_consumer = bool(claimed) and is_consumer_channel(claimed[0].message.channel)
        map_ = self.map_events if is_of_consumer else self.map_messages
        return list(map_(lambda each: self._send(each, is_stopping), claimed))

    @step
    def finish_messages(
        self, claimed: Sequence[Claimed], outcomes: Sequence[DeliveryOutcome]
    ) -> bool:
        """Record the outcomes in one transaction, and return True if more messages are due."""
        return self.queue.finish(list(zip(claimed, outcomes, strict=True)), self.clock.now())

    def _send(self, claimed: Claimed, is_stopping: Callable[[], bool]) -> DeliveryOutcome:
        now = self.clock.now()
        if is_stopping() or now + SENT_WITHIN > claimed.leased_until:
            return Deferred(now)
        message = claimed.message
        try:
            self.deliver.get(message.channel, self.deliver_to_consumer)(message)
        except DeferDeliveryError:
            return Deferred(self.clock.now() + _DEFERRED_FOR)
        except UndeliverableError as error:
            return Failed(str(error), due_at=None)
        except DeliveryError as error:
            return self._failed(claimed, str(error))
        except Exception as error:  # noqa: BLE001  # one failure must not stop the others
            _log.exception("message %s could not be delivered", message.message_id)
            # Sellers see a notification's reason, and the error's text may contain anything.
            return self._failed(claimed, f"unexpected {type(error).__name__}, see the log")
        return Delivered()

    def _failed(self, claimed: Claimed, reason: str) -> Failed:
        due_at = next_attempt(
            claimed.failures + 1, claimed.trying_since, self.clock.now(), self.jitter()
        )
        return Failed(reason, due_at)
