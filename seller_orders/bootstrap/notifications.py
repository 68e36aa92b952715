"""Composition of the notification channels that the settings name, or else of the log."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Final

from seller_orders.adapters.outbound.folder.notification_sender import FolderNotificationSender
from seller_orders.adapters.outbound.log.notification_sender import LogNotificationSender
from seller_orders.adapters.shared.mail_address import mail_address
from seller_orders.application.notification_channels import (
    NotificationChannel,
    standard_channel,
)
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.notification_composer import NotificationComposer
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.bootstrap.external_services import external_service
from seller_orders.settings import ExternalServiceSettings, Settings
from seller_orders.settings.notifications import FolderSettings, SmsSettings, SmtpSettings
from seller_orders.settings.parsing import SettingsError

_SENDER_OF_FOLDER: Final = "orders@localhost"

# Imported on demand: the libraries of unused senders need not be installed.


def notification_channels(
    settings: Settings, domain_settings: DomainSettingsReader
) -> tuple[NotificationChannel, ...]:
    """Return the notification channels that the settings name; the log if they name none.

    Notifications are written with the settings of their domain.
    """
    return tuple(starmap(standard_channel, _senders(settings, domain_settings).items()))


def embedded_channels(
    senders: Mapping[Channel, NotificationSender] | None,
    channels: Sequence[NotificationChannel],
) -> tuple[NotificationChannel, ...]:
    """Return the standard channels of the senders, and the channels; the log if both are missing.

    Raises ValueError if two channels have the same name.
    """
    if senders is None:
        senders = {} if channels else {Channel.LOG: LogNotificationSender()}
    every = (*starmap(standard_channel, senders.items()), *channels)
    names = [each.name for each in every]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"each channel needs a name of its own; repeated: {', '.join(repeated)}")
    return every


def _senders(
    settings: Settings, domain_settings: DomainSettingsReader
) -> dict[Channel, NotificationSender]:
    if settings.notifications is not None:
        return _remote_senders(settings.notifications)
    senders = dict[Channel, NotificationSender]()
    if settings.mail is not None:
        senders[Channel.EMAIL] = _mail_sender(settings.mail, _writer(settings, domain_settings))
    if settings.sms is not None:
        senders[Channel.SMS] = _sms_sender(settings.sms, _writer(settings, domain_settings))
    return senders or {Channel.LOG: LogNotificationSender()}


def _remote_senders(settings: ExternalServiceSettings) -> dict[Channel, NotificationSender]:
    from seller_orders.adapters.outbound.external_services.notification_sender import (
        HttpNotificationSender,
    )

    service = external_service("the notification service", settings)
    return {
        channel: HttpNotificationSender(service, channel)
        for channel in (Channel.EMAIL, Channel.SMS)
    }


def _writer(settings: Settings, domain_settings: DomainSettingsReader) -> NotificationComposer:
    from seller_orders.adapters.outbound.jinja.notification_composer import (
        JinjaNotificationComposer,
    )

    return JinjaNotificationComposer(settings.branding_folder, domain_settings)


def _mail_sender(
    settings: SmtpSettings | FolderSettings, writer: NotificationComposer
) -> NotificationSender:
    sender = _SENDER_OF_FOLDER if settings.sender is None else settings.sender
    try:
        mail_address(sender)
    except ValueError as error:
        raise SettingsError("SELLER_ORDERS_SMTP_URL: from is not an e-mail address") from error
    if isinstance(settings, FolderSettings):
        from seller_orders.adapters.outbound.smtp.mail import mail

        return FolderNotificationSender(
            folder=settings.folder,
            suffix=".eml",
            write=lambda notification: mail(notification, writer, sender).as_bytes(),
        )
    from seller_orders.adapters.outbound.smtp.notification_sender import (
        MailServer,
        SmtpNotificationSender,
    )

    server = MailServer(
        host=settings.host,
        port=settings.port,
        security=settings.security,
        user=settings.user,
        password=settings.password,
    )
    return SmtpNotificationSender(server=server, writer=writer, sender=sender)


def _sms_sender(
    settings: SmsSettings | FolderSettings, writer: NotificationComposer
) -> NotificationSender:
    if isinstance(settings, FolderSettings):
        from seller_orders.adapters.outbound.sms.text_message import text_message, written

        return FolderNotificationSender(
            folder=settings.folder,
            suffix=".txt",
            write=lambda notification: written(text_message(notification, writer, settings.sender)),
        )
    from seller_orders.adapters.outbound.sms.notification_sender import SmsNotificationSender

    return SmsNotificationSender(
        url=settings.url,
        account=settings.account,
        token=settings.token,
        sender=settings.sender,
        writer=writer,
    )
