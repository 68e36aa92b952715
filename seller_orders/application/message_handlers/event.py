"""Delivery of events: cache invalidation and publishing."""

from attrs import frozen

from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.outbox import DeferDeliveryError
from seller_orders.domain.timeline import ChangeType


@frozen(kw_only=True)
class DeliverEvent:
    """Repeats the cache invalidation of the event's change, then publishes the event.

    The repetition covers an invalidation that failed, or whose process died before it.
    """

    cache: OrderCache
    publisher: EventPublisher | None

    def __call__(self, event: Message) -> None:
        """Invalidate, then publish if there is a publisher."""
        if not self._invalidate(event):
            raise DeferDeliveryError("the cache cannot be reached")
        if self.publisher is not None:
            self.publisher.publish(event)

    def _invalidate(self, event: Message) -> bool:
        # The cache cannot contain a version older than a new order's.
        if event.about is ChangeType.CREATED:
            return True
        return self.cache.invalidate(OrderKey(event.domain_id, event.order_id), event.version)
