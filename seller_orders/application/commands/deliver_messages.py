"""Delivering what the outbox holds."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from attrs import frozen

from seller_orders.application.outbox_messages import LEASE, Message
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
from seller_orders.application.retry_policy import next_try
from seller_orders.application.steps import step

SENT_WITHIN: Final = timedelta(seconds=5)
"""How long sending one message may take. What could outlast its lease is not begun."""
_NOT_NOW: Final = timedelta(seconds=1)

_log: Final = logging.getLogger("seller_orders.relay")

Deliver: TypeAlias = Callable[[Message], None]
"""Delivers a message.

Raises DeliveryError where it has to be tried again, UndeliverableError where that is of no use, or
DeferDeliveryError where it was not even tried.
"""

Spread: TypeAlias = Callable[
    [Callable[[Claimed], DeliveryOutcome], Sequence[Claimed]], Iterable[DeliveryOutcome]
]
"""Sends claimed messages, side by side or one by one; the built-in ``map`` is one."""


@frozen(kw_only=True)
class DeliverMessages:
    """Deliver what some channels hold, until ``is_stopping`` says to put the rest back.

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
    """Delivers each message at least once, an order's in a channel one after another.

    A channel that nothing delivers is left alone.
    """

    queue: OutboxQueue
    deliver: Mapping[str, Deliver]
    clock: Clock
    jitter: Callable[[], float]
    spread: Spread = map

    def __call__(self, command: DeliverMessages) -> datetime | None:
        """Deliver until nothing is due. Return when the first that was not delivered is again."""
        due_again: list[datetime] = []
        for channel in self.deliver if command.channels is None else command.channels:
            is_more_due = not command.is_stopping()
            while is_more_due and (claimed := self.claim_messages(channel)):
                outcomes = self.send_messages(claimed, command.is_stopping)
                is_more_due = self.finish_messages(claimed, outcomes) and not command.is_stopping()
                waiting = (each for each in outcomes if not isinstance(each, Delivered))
                due_again += [each.due_at for each in waiting if each.due_at is not None]
        return min(due_again, default=None)

    def deliver_at_once(self, message: Message) -> DeliveryOutcome:
        """Deliver a message that is still held by whoever has recorded it."""
        assert message.held_until is not None, "no relay may have it"
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
        """Lease some messages that are due."""
        if channel not in self.deliver:
            return ()
        now = self.clock.now()
        return self.queue.claim(channel, now, now + LEASE)

    @step
    def send_messages(
        self, claimed: Sequence[Claimed], is_stopping: Callable[[], bool]
    ) -> list[DeliveryOutcome]:
        """Send them outside any transaction."""
        return list(self.spread(lambda each: self._send(each, is_stopping), claimed))

    @step
    def finish_messages(
        self, claimed: Sequence[Claimed], outcomes: Sequence[DeliveryOutcome]
    ) -> bool:
        """Note what became of them, all in one transaction, and hear whether more is due."""
        return self.queue.finish(list(zip(claimed, outcomes, strict=True)), self.clock.now())

    def _send(self, claimed: Claimed, is_stopping: Callable[[], bool]) -> DeliveryOutcome:
        now = self.clock.now()
        if is_stopping() or now + SENT_WITHIN > claimed.leased_until:
            return Deferred(now)
        message = claimed.message
        try:
            self.deliver[message.channel](message)
        except DeferDeliveryError:
            return Deferred(self.clock.now() + _NOT_NOW)
        except UndeliverableError as error:
            return Failed(str(error), due_at=None)
        except DeliveryError as error:
            return self._failed(claimed, str(error))
        except Exception as error:  # noqa: BLE001  # one message's trouble is not the others'
            _log.exception("message %s could not be delivered", message.message_id)
            # Its words may be anybody's, and a notification's reason is shown to sellers.
            return self._failed(claimed, f"unexpected {type(error).__name__}, see the log")
        return Delivered()

    def _failed(self, claimed: Claimed, reason: str) -> Failed:
        due_at = next_try(
            claimed.failures + 1, claimed.trying_since, self.clock.now(), self.jitter()
        )
        return Failed(reason, due_at)
