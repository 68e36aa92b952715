"""A notification sender that records notifications."""

from attrs import field, frozen

from seller_orders.application.ports.notification_sender import Notification


@frozen
class CollectingSender:
    """Sends notifications to ``sent``."""

    sent: list[Notification] = field(factory=list)

    def send(self, notification: Notification) -> None:
        """Send a notification."""
        self.sent.append(notification)
