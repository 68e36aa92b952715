"""Delivering what the outbox holds."""

from attrs import frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.application.ports.outbox import OutboxQueue


@frozen(kw_only=True)
class DeliverMessagesHandler:
    """Delivers each message at least once, the oldest first."""

    queue: OutboxQueue
    sender: NotificationSender
    clock: Clock

    def __call__(self) -> None:
        """Deliver until nothing is left."""
        while messages := self.queue.undelivered():
            for message in messages:
                self.sender.send(message)
                self.queue.mark_delivered(message, self.clock.now())
