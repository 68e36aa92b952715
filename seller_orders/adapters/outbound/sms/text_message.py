"""Text messages of notifications, the same for every attempt."""

from seller_orders.adapters.outbound.sms.phone_numbers import number_of_customer
from seller_orders.adapters.outbound.sms.segments import fitted
from seller_orders.application.ports.notification_composer import NotificationComposer
from seller_orders.application.ports.notification_sender import Notification


def text_message(
    notification: Notification, writer: NotificationComposer, sender: str | None
) -> dict[str, str]:
    """Return a notification's text message, by Twilio's parameter names.

    Its sender is the domain's own, or else ``sender``.
    """
    number = number_of_customer(notification.order)
    content = writer.sms(notification)
    message = {"To": number, "Body": fitted(content.text, content.more)}
    from_ = content.sender or sender
    return message | ({"From": from_} if from_ else {})


def written(message: dict[str, str]) -> bytes:
    """Serialize a text message for a file, a parameter a line."""
    return "".join(f"{name}: {value}\n" for name, value in message.items()).encode()
