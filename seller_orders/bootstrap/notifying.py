"""How an installation tells customers: by what its settings name, else in the log."""

from seller_orders.adapters.outbound.log.notification_sender import LogNotificationSender
from seller_orders.application.messages import Channel
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.application.ports.notification_writer import NotificationWriter
from seller_orders.settings import FolderSettings, Settings, SmsSettings, SmtpSettings

# Imported where they are needed: what is not used need not be installed.


def notification_senders(settings: Settings) -> dict[Channel, NotificationSender]:
    """Return a sender for each channel by which customers are told."""
    senders = dict[Channel, NotificationSender]()
    if settings.mail is not None:
        senders[Channel.EMAIL] = _mail_sender(settings.mail, _writer(settings))
    if settings.sms is not None:
        senders[Channel.SMS] = _sms_sender(settings.sms, _writer(settings))
    return senders or {Channel.LOG: LogNotificationSender()}


def _writer(settings: Settings) -> NotificationWriter:
    from seller_orders.adapters.outbound.jinja.notification_writer import JinjaNotificationWriter

    return JinjaNotificationWriter(settings.house_styles)


def _mail_sender(
    mail: SmtpSettings | FolderSettings, writer: NotificationWriter
) -> NotificationSender:
    if isinstance(mail, FolderSettings):
        from seller_orders.adapters.outbound.smtp.mail_folder import MailFolder

        return MailFolder(folder=mail.folder, writer=writer, sender=mail.sender)
    from seller_orders.adapters.outbound.smtp.notification_sender import (
        MailServer,
        SmtpNotificationSender,
    )

    server = MailServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password,
    )
    return SmtpNotificationSender(server=server, writer=writer, sender=mail.sender)


def _sms_sender(
    sms: SmsSettings | FolderSettings, writer: NotificationWriter
) -> NotificationSender:
    if isinstance(sms, FolderSettings):
        from seller_orders.adapters.outbound.sms.message_folder import MessageFolder

        return MessageFolder(folder=sms.folder, writer=writer, sender=sms.sender)
    from seller_orders.adapters.outbound.sms.notification_sender import SmsNotificationSender

    return SmsNotificationSender(
        url=sms.url, account=sms.account, token=sms.token, sender=sms.sender, writer=writer
    )
