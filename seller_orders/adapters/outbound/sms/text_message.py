"""A notification as a text message, the same one however often it is made."""

from seller_orders.adapters.outbound.sms.phone_numbers import number_of_customer
from seller_orders.adapters.outbound.sms.segments import fitted
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import NotificationWriter


def text_message(
    notification: Notification, writer: NotificationWriter, sender: str | None
) -> dict[str, str]:
    """Make a text message of one segment where it fits, under the names of Twilio's API.

    It is from ``sender`` unless its domain has one of its own.
    """
    number = number_of_customer(notification.order)
    letter = writer.sms(notification)
    message = {"To": number, "Body": fitted(letter.text, letter.more)}
    named = letter.sender or sender
    return message | ({"From": named} if named else {})


def written(message: dict[str, str]) -> bytes:
    """Write a text message down, a line a part."""
    return "".join(f"{name}: {value}\n" for name, value in message.items()).encode()
