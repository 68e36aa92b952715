from attrs import field, frozen

from seller_orders.application.ports.notification_sender import Notification


@frozen
class CollectingSender:
    """Sends every notification."""

    sent: list[Notification] = field(factory=list)

    def send(self, notification: Notification) -> None:
        self.sent.append(notification)
