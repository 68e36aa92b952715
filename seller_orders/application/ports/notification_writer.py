"""Putting into words what customers are told."""

from typing import Protocol

from attrs import frozen

from seller_orders.application.ports.notification_sender import Notification


@frozen(kw_only=True)
class Letter:
    """A mail's words, as plain text and as HTML.

    ``sender`` is the domain's own e-mail address; None: the installation's, without a name.
    """

    sender: str | None
    sender_name: str
    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class ShortLetter:
    """A text message's words: those that matter, and more of them that may be left out.

    ``sender`` is a number or a name; None: any.
    """

    sender: str | None
    text: str
    more: tuple[str, ...] = ()


class NotificationWriter(Protocol):
    """Writes notifications as their domain wants them written.

    Raises DeliveryError where what it was given to write them with is no good.
    """

    def letter(self, notification: Notification) -> Letter:
        """Write a mail."""
        ...

    def short_letter(self, notification: Notification) -> ShortLetter:
        """Write a text message."""
        ...
