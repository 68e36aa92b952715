"""Notifications and their senders."""

from typing import Protocol

from attrs import Factory, field, frozen

from seller_orders.application.order_history.lines import PastLine
from seller_orders.application.order_history.version import PastVersion
from seller_orders.application.order_snapshot import OrderSnapshot
from seller_orders.application.outbox_messages import Template
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import Return
from seller_orders.domain.payment import Refund
from seller_orders.domain.timeline import TimelineEntry


@frozen(kw_only=True)
class Notification:
    """A notification to a customer about one change.

    Take figures from ``snapshot``, the state right after the change, names of lines from ``lines``,
    and people's names and addresses from ``order``, the state when the notification is sent.
    ``message_id`` is the same for every attempt.
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
    def lines(self) -> tuple[PastLine, ...]:
        """The order's lines right after the change, with those that were removed since."""
        return PastVersion(self.order, self.change.version).lines

    @property
    def fulfillment(self) -> Fulfillment | None:
        """The change's fulfillment, if it has one."""
        named = self.change.data.get("fulfillment_id")
        return self.order.fulfillment(named) if isinstance(named, str) else None

    @property
    def refund(self) -> Refund | None:
        """The change's refund, if it has one."""
        named = self.change.data.get("refund_id")
        return self.order.refund(named) if isinstance(named, str) else None

    @property
    def return_(self) -> Return | None:
        """The change's return, if it has one."""
        named = self.change.data.get("return_id")
        return self.order.return_(named) if isinstance(named, str) else None


class NotificationSender(Protocol):
    """Sends notifications in one channel.

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
    >>> due_again = orders.deliver_messages(DeliverMessages())
    >>> (logged,) = orders.list_notifications(ListNotifications("dom_1", "ord_1")).unwrap()
    >>> str(logged.state), logged.reason
    ('failed', 'the customer has no phone')
    """

    def send(self, notification: Notification) -> None:
        """Send a notification; a repeated message_id is the same notification.

        Raises DeliveryError to retry, UndeliverableError to give up.
        """
        ...
