from attrs import define, field

from seller_orders.application.messages import CustomerNotification


class SendingFailedError(Exception):
    pass


@define
class CollectingSender:
    """Sends all but one message, if told to fail on it."""

    sent: list[CustomerNotification] = field(factory=list)
    fails_on: str | None = None

    def send(self, notification: CustomerNotification) -> None:
        if notification.message_id == self.fails_on:
            raise SendingFailedError
        self.sent.append(notification)
