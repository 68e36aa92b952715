"""What delivering a message means, by channel."""

import logging
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import frozen
from returns.pipeline import is_successful
from returns.result import Result

from seller_orders.application.commands.update_refund import UpdateRefund
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import (
    Message,
    Template,
    restocked_items,
    snapshot_of,
)
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.event_publisher import EventPublisher
from seller_orders.application.ports.inventory import RemoteInventory
from seller_orders.application.ports.notification_sender import (
    Notification,
    NotificationSender,
)
from seller_orders.application.ports.order_cache import OrderCache, OrderKey
from seller_orders.application.ports.order_reader import OrderReader
from seller_orders.application.ports.outbox import DeferDeliveryError, UndeliverableError
from seller_orders.application.ports.payment_provider import PaymentProvider, RefundRequest
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.timeline import ChangeType

PROVIDER: Final = "payment-provider"
"""By whom a refund is settled that the provider has settled."""

_BOOKED_WITHIN: Final = timedelta(minutes=10)

_log: Final = logging.getLogger("seller_orders.relay")


@frozen(kw_only=True)
class DeliverEvent:
    """Repeats the invalidation of the event's change, then publishes the event.

    So an invalidation that did not reach the cache, or whose process died first, is made good.
    """

    cache: OrderCache
    publisher: EventPublisher | None

    def __call__(self, event: Message) -> None:
        """Deliver an event; without a publisher the invalidation is all there is to do."""
        if not self._invalidate(event):
            raise DeferDeliveryError("the cache cannot be reached")
        if self.publisher is not None:
            self.publisher.publish(event)

    def _invalidate(self, event: Message) -> bool:
        # Nothing older than a new order can be in the cache.
        if event.about is ChangeType.CREATED:
            return True
        return self.cache.invalidate(OrderKey(event.domain_id, event.order_id), event.version)


@frozen(kw_only=True)
class DeliverNotification:
    """Tells a customer what was so when a change was made; who and where is read as it is sent.

    A shipment that its carrier has not booked yet is told of once it is, or ten minutes later.
    """

    reader: OrderReader
    sender: NotificationSender
    clock: Clock

    def __call__(self, message: Message) -> None:
        """Read the order, and send what the message asks for."""
        found = self.reader.order(message.domain_id, message.order_id)
        if not is_successful(found):
            raise UndeliverableError("the order is not there any more")
        order = found.unwrap()
        notification = Notification(
            message_id=message.message_id,
            template=Template(str(message.data["template"])),
            order=order,
            change=next(each for each in order.timeline if each.version == message.version),
            snapshot=snapshot_of(message) or OrderSnapshot.at(order, message.version),
        )
        self._ensure_so(notification)
        self.sender.send(notification)

    def _ensure_so(self, notification: Notification) -> None:
        shipped = notification.fulfillment
        if shipped is None:
            return
        if not shipped.is_active:
            raise UndeliverableError(f"the fulfillment is {shipped.status} by now")
        # A change that lies far ahead was made before the clock was set back.
        is_recent = abs(self.clock.now() - notification.change.at) < _BOOKED_WITHIN
        if shipped.awaits_booking and is_recent:
            raise DeferDeliveryError("the fulfillment is not booked yet")


@frozen(kw_only=True)
class DeliverRefundRequest:
    """Asks the provider for a refund, and brings back how it ended if that is known at once."""

    provider: PaymentProvider
    settle: Callable[[UpdateRefund], Result[Any, Refusal]]

    def __call__(self, message: Message) -> None:
        """Ask for the refund whose id the message has."""
        amount, reason = message.data["amount"], message.data["reason"]
        request = RefundRequest(
            domain_id=message.domain_id,
            order_id=message.order_id,
            refund_id=message.message_id,
            amount=Decimal(str(amount)),
            currency=str(message.data["currency"]),
            reason=None if reason is None else str(reason),
        )
        status = self.provider.refund(request)
        if status is not RefundStatus.PENDING:
            self._bring_back(request, status)

    def _bring_back(self, request: RefundRequest, status: RefundStatus) -> None:
        settled = self.settle(
            UpdateRefund(
                domain_id=request.domain_id,
                order_id=request.order_id,
                refund_id=request.refund_id,
                by=PROVIDER,
                status=status,
            )
        )
        if not is_successful(settled):
            # Somebody has settled it by hand, the other way round: only people can sort that out.
            _log.error(
                "the provider says that refund %s has %s, but it is not so here: %s",
                request.refund_id,
                status,
                settled.failure().message,
            )


@frozen(kw_only=True)
class DeliverRestock:
    """Has an inventory that is kept somewhere else take units back."""

    inventory: RemoteInventory

    def __call__(self, message: Message) -> None:
        """Have what the message names taken back."""
        items = restocked_items(message)
        self.inventory.restore(message.message_id, message.domain_id, message.order_id, items)
