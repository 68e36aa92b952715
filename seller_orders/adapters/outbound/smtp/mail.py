"""E-mail messages of notifications (RFC 5322), the same for every attempt."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8

from seller_orders.adapters.outbound.smtp.header_field import (
    HeaderField,
    address_field,
    text_field,
)
from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.application.ports.notification_composer import EmailText, NotificationComposer
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.values import Customer


def mail(notification: Notification, writer: NotificationComposer, sender: str) -> EmailMessage:
    """Return the e-mail of a notification, from the domain's own address or else ``sender``.

    The Message-ID contains the notification's id, so that repeated e-mails can be recognised.
    """
    content = writer.email(notification)
    from_ = _sender(content, sender)
    # The policy allows non-ASCII addresses; all other fields below are ASCII.
    message = EmailMessage(SMTPUTF8)
    message["From"] = address_field("From", from_)
    message["To"] = address_field("To", _recipient(notification.order.customer))
    message["Subject"] = text_field("Subject", content.subject)
    message["Date"] = notification.change.at
    message_id = f"<{notification.message_id}@{from_.domain}>"
    message["Message-ID"] = HeaderField("Message-ID", message_id)
    # RFC 3834: automatic responders must not answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.html, subtype="html", cte="quoted-printable")
    return message


def envelope(mail: EmailMessage) -> tuple[str, str]:
    """Return the sender's and the recipient's address (RFC 5321), without parsing headers."""
    return mail["From"].address.addr_spec, mail["To"].address.addr_spec


def _sender(content: EmailText, sender: str) -> Address:
    try:
        return mail_address(content.sender or sender, content.sender_name)
    except ValueError as error:
        raise DeliveryError("the sender's e-mail address is invalid") from error


def _recipient(customer: Customer) -> Address:
    if customer.email is None:
        raise UndeliverableError("the customer has no e-mail address")
    try:
        return mail_address(customer.email.strip(), customer.name)
    except ValueError as error:
        raise UndeliverableError("the customer's e-mail address is invalid") from error
