"""Notifications as files, for looking at them: nobody is told."""

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError


@frozen(kw_only=True)
class FolderNotificationSender:
    """Writes each notification into a file of its own, ``<message_id><suffix>``.

    A repeat is the same file. ``write`` makes what would be sent.
    """

    folder: Path
    suffix: str
    write: Callable[[Notification], bytes]

    def send(self, notification: Notification) -> None:
        """Write a file."""
        written = self.write(notification)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{notification.message_id}{self.suffix}").write_bytes(written)
        except OSError as error:
            raise DeliveryError(f"the folder: {type(error).__name__}") from error
