"""Trying a message of the outbox again by hand."""

from attrs import frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import OutboxQueue


@frozen
class RetryMessage:
    """Make a message due now, dead or not, with 24 hours of tries before it.

    >>> orders.retry_message(RetryMessage("evt_1.email"))
    False
    """

    message_id: str


@frozen(kw_only=True)
class RetryMessageHandler:
    """Makes a message due; the relays do the rest."""

    queue: OutboxQueue
    clock: Clock

    def __call__(self, command: RetryMessage) -> bool:
        """Tell whether there is such a message that has not been delivered."""
        return self.queue.retry(command.message_id, self.clock.now())
