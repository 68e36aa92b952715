"""Notifications as log lines."""

import logging
from typing import Final

from seller_orders.application.ports.notification_sender import Notification

_log: Final = logging.getLogger("seller_orders.notifications")


class LogNotificationSender:
    """Logs that a customer would be told, with no personal data."""

    def send(self, notification: Notification) -> None:
        """Write one line; every field is an id or one of a fixed set, so it cannot be broken."""
        _log.info(
            "notification %s: %s of order %s in domain %s, version %d",
            notification.message_id,
            notification.change.type,
            notification.order.id,
            notification.order.domain_id,
            notification.change.version,
        )
