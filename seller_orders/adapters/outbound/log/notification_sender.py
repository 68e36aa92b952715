"""Writes notifications to the log, the default of an installation without senders."""

import logging
from typing import Final

from seller_orders.application.ports.notification_sender import Notification

_log: Final = logging.getLogger("seller_orders.notifications")


class LogNotificationSender:
    """Logs each notification, without personal data."""

    def send(self, notification: Notification) -> None:
        """Write one line; its fields are ids and constants, so no customer can inject lines."""
        _log.info(
            "notification %s: %s of order %s in domain %s, version %d",
            notification.message_id,
            notification.change.type,
            notification.order.id,
            notification.order.domain_id,
            notification.change.version,
        )
