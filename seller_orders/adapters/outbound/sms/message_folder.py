"""Notifications as text messages in a folder, for looking at them: nobody is told."""

from pathlib import Path

from attrs import frozen

from seller_orders.adapters.outbound.sms.text_message import text_message
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import NotificationWriter
from seller_orders.application.ports.outbox import DeliveryError


@frozen(kw_only=True)
class MessageFolder:
    """Writes each text message into a file of its own; a repeat is the same file."""

    folder: Path
    writer: NotificationWriter
    sender: str | None

    def send(self, notification: Notification) -> None:
        """Write a text message: a line a part, as it would be handed over."""
        message = text_message(notification, self.writer, self.sender)
        written = "".join(f"{name}: {value}\n" for name, value in message.items())
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{notification.message_id}.txt").write_text(written)
        except OSError as error:
            raise DeliveryError(f"the message folder: {type(error).__name__}") from error
