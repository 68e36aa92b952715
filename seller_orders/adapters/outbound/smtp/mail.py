"""A notification as a mail (RFC 5322), the same one however often it is made."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from seller_orders.adapters.mail_address import mail_address
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.notification_writer import NotificationWriter
from seller_orders.application.ports.outbox import UndeliverableError
from seller_orders.domain.values import Customer


def mail(notification: Notification, writer: NotificationWriter, sender: str) -> EmailMessage:
    """Make a mail, from ``sender`` unless its domain has one of its own.

    Its Message-ID is made of the notification's id, by which a repeat is known.
    """
    letter = writer.letter(notification)
    made = EmailMessage(SMTP)
    made["From"] = letter.sender or sender
    made["To"] = _recipient(notification.order.customer)
    made["Subject"] = letter.subject
    made["Date"] = notification.change.at
    made["Message-ID"] = f"<{notification.message_id}@{made['From'].addresses[0].domain}>"
    # RFC 3834: what answers mails by itself is to leave this one alone.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return made


def _recipient(customer: Customer) -> Address:
    if customer.email is None:
        raise UndeliverableError("the customer has no e-mail address")
    try:
        return mail_address(customer.email.strip(), customer.name)
    except ValueError as error:
        raise UndeliverableError("the customer's e-mail address is none") from error
