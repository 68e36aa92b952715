"""The log of notifications in memory."""

from attrs import frozen
from returns.result import Failure, Result, Success

from seller_orders.application.outbox_messages import Template
from seller_orders.application.ports.notification_log import (
    LoggedNotification,
    NotificationState,
)
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.fakes.state import PostedMessage
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryNotificationLog:
    """Reads notifications from the committed outbox."""

    store: MemoryStore

    def of_order(
        self, domain_id: str, order_id: str
    ) -> Result[list[LoggedNotification], OrderNotFound]:
        """Return an order's notifications, in the order of its versions."""
        if (domain_id, order_id) not in self.store.committed.orders:
            return Failure(OrderNotFound(order_id))
        found = [
            _logged(posted)
            for (of_domain, _), posted in self.store.committed.posted.items()
            if (of_domain, posted.message.order_id) == (domain_id, order_id)
            and posted.message.is_notification
        ]
        return Success(sorted(found, key=lambda each: (each.version, each.id)))


def _logged(posted: PostedMessage) -> LoggedNotification:
    message = posted.message
    if posted.dead_at is not None:
        state = NotificationState.FAILED
    else:
        state = NotificationState.QUEUED if posted.is_waiting else NotificationState.SENT
    return LoggedNotification(
        id=message.message_id,
        channel=message.channel,
        template=Template(str(message.data["template"])),
        state=state,
        reason=None if state is NotificationState.SENT else posted.last_error,
        version=message.version,
        created_at=message.created_at,
        sent_at=posted.delivered_at,
    )
