"""Telling customers."""

from typing import Protocol

from attrs import Factory, field, frozen

from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Template
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.timeline import TimelineEntry


@frozen(kw_only=True)
class Notification:
    """What one customer is told of one change.

    ``snapshot`` has the figures of when the change was made: tell those. ``order`` is the order as
    it is while that is sent: it says who is told, where, and what things are called.
    ``message_id`` is the same however often it is sent.
    """

    message_id: str
    template: Template
    order: Order
    change: TimelineEntry
    snapshot: OrderSnapshot = field(
        default=Factory(
            lambda self: OrderSnapshot.at(self.order, self.change.version), takes_self=True
        )
    )

    @property
    def fulfillment(self) -> Fulfillment | None:
        """The fulfillment that the change is about, if it is about one."""
        named = self.change.data.get("fulfillment_id")
        return self.order.fulfillment(named) if isinstance(named, str) else None

    @property
    def refund(self) -> Refund | None:
        """The refund that came of the change, if one did."""
        named = self.change.data.get("refund_id")
        return self.order.refund(named) if isinstance(named, str) else None


class NotificationSender(Protocol):
    """Tells a customer of a change, by one channel.

    >>> class Chat:
    ...     def send(self, notification: Notification) -> None:
    ...         if notification.order.customer.phone is None:
    ...             raise UndeliverableError("the customer has no phone")
    ...         print(notification.order.number, notification.change.to)
    >>> orders = embed(database, senders={Channel.EMAIL: Chat()})
    >>> ship = UpdateStatus(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     status=OrderStatus.SHIPPED,
    ...     notify_customer=True,
    ... )
    >>> shipped = orders.update_status(ship)
    >>> later = orders.deliver_messages(DeliverMessages())
    >>> (told,) = orders.list_notifications(ListNotifications("dom_1", "ord_1")).unwrap()
    >>> str(told.state), told.reason
    ('failed', 'the customer has no phone')
    """

    def send(self, notification: Notification) -> None:
        """Send it; the same message_id again is the same notification.

        Raises DeliveryError where it was not taken, UndeliverableError where it never will be.
        """
        ...
