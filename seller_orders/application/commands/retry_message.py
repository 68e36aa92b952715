"""Retry an outbox message by hand."""

from attrs import frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import OutboxQueue


@frozen
class RetryMessage:
    """Make a message due now, dead or not; it is then retried for 24 hours.

    >>> orders.retry_message(RetryMessage("evt_1.email"))
    False
    """

    message_id: str


@frozen(kw_only=True)
class RetryMessageHandler:
    """Makes a message due; a relay delivers it."""

    queue: OutboxQueue
    clock: Clock

    def __call__(self, command: RetryMessage) -> bool:
        """Return True if the outbox has such an undelivered message."""
        return self.queue.retry(command.message_id, self.clock.now())
