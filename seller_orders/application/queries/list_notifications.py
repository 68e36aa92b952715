"""List the notifications of an order."""

from collections.abc import Sequence

from attrs import frozen
from returns.result import Result

from seller_orders.application.ports.notification_log import LoggedNotification, NotificationLog
from seller_orders.domain.refusals import OrderNotFound


@frozen
class ListNotifications:
    """List the notifications of an order and their delivery states.

    Refusals: order_not_found.

    >>> confirm = UpdateStatus(
    ...     domain_id="dom_1",
    ...     order_id="ord_1",
    ...     by="erp",
    ...     status=OrderStatus.CONFIRMED,
    ...     notify_customer=True,
    ... )
    >>> confirmed = orders.update_status(confirm)
    >>> logged = orders.list_notifications(ListNotifications("dom_1", "ord_1")).unwrap()
    >>> [(str(each.channel), str(each.state)) for each in logged]
    [('log', 'queued')]
    """

    domain_id: str
    order_id: str


@frozen(kw_only=True)
class ListNotificationsHandler:
    """Reads sent and queued notifications."""

    log: NotificationLog

    def __call__(
        self, query: ListNotifications
    ) -> Result[Sequence[LoggedNotification], OrderNotFound]:
        """Return the notifications, oldest first."""
        return self.log.of_order(query.domain_id, query.order_id)
