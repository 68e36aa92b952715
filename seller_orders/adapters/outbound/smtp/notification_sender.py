"""Sends notifications as e-mails through a mail server (RFC 5321)."""

import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from socket import SHUT_RDWR
from threading import Timer
from typing import Final

from attrs import field, frozen

from seller_orders.adapters.outbound.smtp.mail import envelope, mail
from seller_orders.application.ports.notification_composer import NotificationComposer
from seller_orders.application.ports.notification_sender import Notification
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError

_ANSWERED_WITHIN_S: Final = 2.0
_SENT_WITHIN_S: Final = 4.5


@frozen(kw_only=True)
class MailServer:
    """A mail server and its credentials.

    ``security`` is tls (from the start), starttls, starttls_if_offered (with any certificate, for a
    server on this machine), or none.
    """

    host: str
    port: int
    security: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class SmtpNotificationSender:
    """Sends each notification as an e-mail, on a new connection."""

    server: MailServer
    writer: NotificationComposer
    sender: str

    def send(self, notification: Notification) -> None:
        """Send an e-mail; a permanent refusal of it or its recipient is final."""
        message = mail(notification, self.writer, self.sender)
        try:
            with _connected(self.server) as connection:
                _transmit(connection, message)
        except smtplib.SMTPResponseException as error:
            raise DeliveryError(f"the mail server answered {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"the mail server: {type(error).__name__}") from error


def _transmit(connection: smtplib.SMTP, message: EmailMessage) -> None:
    sender, recipient = envelope(message)
    try:
        connection.send_message(message, sender, [recipient])
    except smtplib.SMTPRecipientsRefused as error:
        ((code, said),) = error.recipients.values()
        raise _refused("the recipient", code, said) from error
    except smtplib.SMTPDataError as error:
        raise _refused("the mail", error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise UndeliverableError("the mail server takes no non-ASCII address") from error


def _refused(what: str, code: int, said: bytes | str) -> Exception:
    # Only the enhanced code (RFC 3463) is kept: the rest of the response quotes the address.
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    enhanced, *_ = [*text.split(maxsplit=1), ""]
    known = f" {enhanced}" if enhanced.replace(".", "").isdigit() else ""
    reason = f"the mail server refused {what}: {code}{known}"
    return UndeliverableError(reason) if code >= 500 else DeliveryError(reason)


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    begun = time.monotonic()
    connection = _open(server)
    # A limit on the whole: who sends a byte now and then would be listened to for ever.
    left_s = _SENT_WITHIN_S - (time.monotonic() - begun)
    watchdog = Timer(left_s, _shut_down, (connection,))
    watchdog.start()
    try:
        _secure(connection, server.security)
        if server.user is not None:
            connection.login(server.user, server.password or "")
        yield connection
        # The e-mail was accepted, so a failing QUIT is not an error.
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        watchdog.cancel()
        connection.close()


def _open(server: MailServer) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=_ANSWERED_WITHIN_S, context=context
        )
    return smtplib.SMTP(server.host, server.port, timeout=_ANSWERED_WITHIN_S)


def _secure(connection: smtplib.SMTP, security: str) -> None:
    if security == "starttls":
        connection.starttls(context=ssl.create_default_context())
    elif security == "starttls_if_offered":
        connection.ehlo()
        if connection.has_extn("starttls"):
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection.starttls(context=context)


def _shut_down(connection: smtplib.SMTP) -> None:
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(SHUT_RDWR)
