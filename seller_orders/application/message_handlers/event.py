"""Delivery of events: cache invalidation and publishing."""

from attrs import frozen

from seller_orders.application.events.consumers import from_channel
from seller_orders.application.outbox_messages import Message
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.outbox import DeferDeliveryError
from seller_orders.domain.timeline import ChangeType


@frozen(kw_only=True)
class RepeatInvalidation:
    """Repeats the cache invalidation of the event's change.

    The repetition covers an invalidation that failed, or whose process died before it.
    """

    cache: OrderCache

    def __call__(self, event: Message) -> None:
        """Invalidate; DeferDeliveryError if the cache cannot be reached."""
        # The cache cannot contain a version older than a new order's.
        if event.about is ChangeType.CREATED:
            return
        if not self.cache.invalidate(OrderKey(event.domain_id, event.order_id), event.version):
            raise DeferDeliveryError("the cache cannot be reached")


@frozen(kw_only=True)
class DeliverEvent:
    """Repeats the cache invalidation, so that a receiver reads the change, and publishes."""

    cache: OrderCache
    publisher: EventPublisher | None

    def __call__(self, event: Message) -> None:
        """Invalidate, then publish if there is a publisher."""
        RepeatInvalidation(cache=self.cache)(event)
        if self.publisher is not None:
            self.publisher.publish(from_channel(event))
