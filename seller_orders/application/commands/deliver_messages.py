"""Delivering what the outbox holds."""

from attrs import frozen

from seller_orders.application.messages import Channel, CustomerNotification, Message
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.outbox import OutboxQueue


@frozen(kw_only=True)
class DeliverMessagesHandler:
    """Delivers each message at least once, each channel's oldest first.

    An event repeats the invalidation of its change, so that one which did not reach the cache is
    made good; until the cache takes it, the event stays.
    """

    queue: OutboxQueue
    sender: NotificationSender
    cache: OrderCache
    clock: Clock

    def __call__(self) -> None:
        """Deliver until nothing is left, or nothing more can be delivered now."""
        for channel in Channel:
            while self._deliver_some(channel):
                pass

    def _deliver_some(self, channel: Channel) -> bool:
        delivered = list[Message]()
        try:
            for message in self.queue.undelivered(channel):
                if self._deliver(message):
                    delivered.append(message)
        finally:
            # What went out before a sender failed went out: only the rest is tried again.
            if delivered:
                self.queue.mark_delivered(delivered, self.clock.now())
        return bool(delivered)

    def _deliver(self, message: Message) -> bool:
        if isinstance(message, CustomerNotification):
            self.sender.send(message)
            return True
        return self.cache.invalidate(OrderKey(message.domain_id, message.order_id), message.version)
