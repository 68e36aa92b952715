"""Writes notifications to files, to look at them during development."""

from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from seller_orders.adapters.shared.whole_file import write_whole
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError


@frozen(kw_only=True)
class FolderNotificationSender:
    """Writes each notification to the file ``<message_id><suffix>``.

    A repeated notification replaces its file. ``write`` returns the content.
    """

    folder: Path
    suffix: str
    write: Callable[[Notification], bytes]

    def send(self, notification: Notification) -> None:
        """Write the file."""
        content = self.write(notification)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{notification.message_id}{self.suffix}", content)
        except OSError as error:
            raise DeliveryError(f"the folder: {type(error).__name__}") from error
