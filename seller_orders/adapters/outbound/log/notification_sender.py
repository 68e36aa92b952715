"""Notifications as log lines."""

import logging
from typing import Final

from seller_orders.application.messages import Message

_log: Final = logging.getLogger("seller_orders.notifications")


class LogNotificationSender:
    """Logs that a customer would be told, with no personal data."""

    def send(self, notification: Message) -> None:
        """Write one line; every field is an id or one of a fixed set, so it cannot be broken."""
        _log.info(
            "notification %s: %s of order %s in domain %s, version %d",
            notification.message_id,
            notification.about,
            notification.order_id,
            notification.domain_id,
            notification.version,
        )
