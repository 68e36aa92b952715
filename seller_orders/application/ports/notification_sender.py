"""Telling customers."""

from typing import Protocol

from seller_orders.application.messages import Message


class NotificationSender(Protocol):
    """Tells a customer of a change."""

    def send(self, notification: Message) -> None:
        """Send it; the same message_id again is the same notification.

        Raises DeliveryError where it was not taken.
        """
        ...
