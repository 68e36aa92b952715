"""A notification as a mail (RFC 5322), the same one however often it is made."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8

from seller_orders.adapters.outbound.smtp.header_field import (
    HeaderField,
    address_field,
    text_field,
)
from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import EmailText, NotificationWriter
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.domain.values import Customer


def mail(notification: Notification, writer: NotificationWriter, sender: str) -> EmailMessage:
    """Make a mail, from the address ``sender`` unless its domain has one of its own.

    Its Message-ID is made of the notification's id, by which a repeat is known.
    """
    letter = writer.email(notification)
    from_ = _sender(letter, sender)
    # The policy of mails with addresses beyond ASCII; the fields below are ASCII without these.
    made = EmailMessage(SMTPUTF8)
    made["From"] = address_field("From", from_)
    made["To"] = address_field("To", _recipient(notification.order.customer))
    made["Subject"] = text_field("Subject", letter.subject)
    made["Date"] = notification.change.at
    message_id = f"<{notification.message_id}@{from_.domain}>"
    made["Message-ID"] = HeaderField("Message-ID", message_id)
    # RFC 3834: what answers mails by itself is to leave this one alone.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return made


def envelope(mail: EmailMessage) -> tuple[str, str]:
    """Return from which address to which a mail goes (RFC 5321), without parsing its headers."""
    return mail["From"].address.addr_spec, mail["To"].address.addr_spec


def _sender(letter: EmailText, sender: str) -> Address:
    try:
        if letter.sender is None:
            return mail_address(sender)
        return mail_address(letter.sender, letter.sender_name)
    except ValueError as error:
        raise DeliveryError("the sender's e-mail address is none") from error


def _recipient(customer: Customer) -> Address:
    if customer.email is None:
        raise UndeliverableError("the customer has no e-mail address")
    try:
        return mail_address(customer.email.strip(), customer.name)
    except ValueError as error:
        raise UndeliverableError("the customer's e-mail address is none") from error
