"""Notifications are written to the folder that the settings name."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.notification_sender import Notification, NotificationSender
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.bootstrap.notifications import notification_channels
from seller_orders.settings import Settings
from seller_orders.testing import sample_order
from tests.unit.adapters.test_notification_composer import notification_of


def sender(channel: Channel, folder: Path, asked: str = "") -> NotificationSender:
    name = {Channel.EMAIL: "SMTP_URL", Channel.SMS: "SMS_URL"}[channel]
    settings = Settings.of({f"SELLER_ORDERS_{name}": f"file://{folder}{asked}"})
    (found,) = notification_channels(settings, InstallationSettings())
    assert found.name == channel
    return found.sender


def to(**addresses: Any) -> Notification:
    customer = evolve(sample_order.order().customer, **addresses)
    return notification_of(evolve(sample_order.order(), customer=customer))


def test_a_repeated_mail_is_one_file(tmp_path: Path):
    mails = sender(Channel.EMAIL, tmp_path / "mails", "?from=orders@shop.example")
    notification = to(email="ann@example.com")

    mails.send(notification)
    (file,) = (tmp_path / "mails").iterdir()
    first = file.read_bytes()
    mails.send(notification)

    assert file.name == "evt_1.email.eml"
    parts = [part.get_content_type() for part in message_from_bytes(first).walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]
    mail = message_from_bytes(first, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Message-ID"] == "<evt_1.email@shop.example>"
    assert list((tmp_path / "mails").iterdir()) == [file]
    again = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail.items()[:-1] == again.items()[:-1]


def test_a_mail_has_a_default_sender(tmp_path: Path):
    sender(Channel.EMAIL, tmp_path).send(to(email="ann@example.com"))

    (file,) = tmp_path.iterdir()
    assert message_from_bytes(file.read_bytes())["From"] == "orders@localhost"


def test_a_repeated_text_message_is_one_file(tmp_path: Path):
    texts = sender(Channel.SMS, tmp_path, "?from=%2B15005550006")
    notification = evolve(to(phone="+918765432109"), message_id="evt_1.sms")

    texts.send(notification)
    texts.send(notification)

    (file,) = tmp_path.iterdir()
    assert file.name == "evt_1.sms.txt"
    assert file.read_text().splitlines() == [
        "To: +918765432109",
        "Body: Your order 1001 is on its way.",
        "From: +15005550006",
    ]


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_a_customer_without_an_address_gets_no_file(tmp_path: Path, channel: Channel):
    with pytest.raises(UndeliverableError):
        sender(channel, tmp_path).send(notification_of(sample_order.order()))

    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_retried(tmp_path: Path):
    file = tmp_path / "file"
    file.write_text("")

    with pytest.raises(DeliveryError, match="the folder: NotADirectoryError"):
        sender(Channel.EMAIL, file / "mails").send(to(email="ann@example.com"))
