"""Notifications as mails in a folder, for looking at them: nobody is told."""

from pathlib import Path

from attrs import frozen

from seller_orders.adapters.outbound.smtp.mail import mail
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import NotificationWriter
from seller_orders.application.ports.outbox import DeliveryError


@frozen(kw_only=True)
class MailFolder:
    """Writes each mail into a file of its own, ``<message_id>.eml``; a repeat is the same file."""

    folder: Path
    writer: NotificationWriter
    sender: str | None

    def send(self, notification: Notification) -> None:
        """Write a mail."""
        made = mail(notification, self.writer, self.sender or "orders@localhost")
        file = self.folder / f"{notification.message_id}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(made.as_bytes())
        except OSError as error:
            raise DeliveryError(f"the mail folder: {type(error).__name__}") from error
