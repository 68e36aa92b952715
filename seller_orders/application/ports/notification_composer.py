"""Writers of notification texts."""

from typing import Protocol

from attrs import frozen

from seller_orders.application.ports.notification_sender import Notification


@frozen(kw_only=True)
class EmailText:
    """The content of an e-mail, as plain text and as HTML.

    ``sender`` is the domain's e-mail address; None is the installation's, without a name.
    """

    sender: str | None
    sender_name: str
    subject: str
    text: str
    html: str


@frozen(kw_only=True)
class SmsText:
    """The content of a text message: required text, and more sentences that may be left out.

    ``sender`` is a number or a name; None is any.
    """

    sender: str | None
    text: str
    more: tuple[str, ...] = ()


class NotificationComposer(Protocol):
    """Writes notifications with their domain's branding.

    Raises DeliveryError if the templates or the branding are invalid.
    """

    def email(self, notification: Notification) -> EmailText:
        """Write an e-mail."""
        ...

    def sms(self, notification: Notification) -> SmsText:
        """Write a text message."""
        ...
