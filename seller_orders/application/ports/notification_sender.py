"""Telling customers."""

from typing import Protocol

from seller_orders.application.messages import CustomerNotification


class NotificationSender(Protocol):
    """Tells a customer of a change."""

    def send(self, notification: CustomerNotification) -> None:
        """Send it; the same message_id again is the same notification."""
        ...
