"""The notification sender contract for the fake, log, folder, mail and service senders."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from seller_orders.adapters.outbound.external_services.notification_sender import (
    HttpNotificationSender,
)
from seller_orders.adapters.outbound.folder.notification_sender import FolderNotificationSender
from seller_orders.adapters.outbound.jinja.notification_composer import JinjaNotificationComposer
from seller_orders.adapters.outbound.log.notification_sender import LogNotificationSender
from seller_orders.adapters.outbound.sms.notification_sender import SmsNotificationSender
from seller_orders.adapters.outbound.smtp.mail import mail
from seller_orders.adapters.outbound.smtp.notification_sender import (
    MailServer,
    SmtpNotificationSender,
)
from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.notification_sender import NotificationSender
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.testing.contracts.notification_sender import (
    Connected,
    NotificationSenderContract,
    Refusing,
    RefusingSenderContract,
)
from seller_orders.testing.fakes.notification_sender import CollectingSender
from tests.integration.notifications.mail_server import TAKEN, receiving_mail
from tests.integration.webhook.receiver import Receiver, receiving

SHOP = "orders@shop.example"


@contextmanager
def fake(_: Path) -> Iterator[Connected]:
    sender = CollectingSender()
    yield Connected(sender, lambda: [each.message_id for each in sender.sent])


@contextmanager
def log(_: Path) -> Iterator[Connected]:
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("seller_orders.notifications")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield Connected(
        LogNotificationSender(), lambda: [line.split()[1].removesuffix(":") for line in lines]
    )
    logger.removeHandler(handler)
    logger.setLevel(level)


@contextmanager
def folder(folder: Path) -> Iterator[Connected]:
    sender = FolderNotificationSender(
        folder=folder / "mails",
        suffix=".eml",
        write=lambda notification: mail(notification, writer(folder), SHOP).as_bytes(),
    )
    yield Connected(sender, lambda: [file.stem for file in (folder / "mails").iterdir()])


@contextmanager
def smtp(folder: Path) -> Iterator[Refusing]:
    answers: dict[type[Exception] | None, str] = {
        None: TAKEN,
        DeliveryError: "451 4.3.0 later",
        UndeliverableError: "550 5.1.1 no",
    }
    with receiving_mail() as server:
        yield Refusing(
            SmtpNotificationSender(
                server=MailServer(host="127.0.0.1", port=server.port, security="none"),
                writer=writer(folder),
                sender=SHOP,
            ),
            lambda: [str(each["Message-ID"]).strip("<").split("@")[0] for each in server.mails],
            lambda kind: setattr(server, "to_mail", lambda _: answers[kind]),
        )


@contextmanager
def sms(folder: Path) -> Iterator[Refusing]:
    with receiving() as receiver:
        sender = SmsNotificationSender(
            url=f"http://127.0.0.1:{receiver.port}",
            account="AC1",
            token="token",
            sender="+15005550006",
            writer=writer(folder),
        )
        yield refusing(sender, receiver)


@contextmanager
def service(_: Path) -> Iterator[Refusing]:
    with receiving() as receiver:
        address = f"http://127.0.0.1:{receiver.port}"
        remote = ServiceClient(name="it", url=address, token="hunter2", allow_private=True)
        yield refusing(HttpNotificationSender(remote, Channel.EMAIL), receiver)


def refusing(sender: NotificationSender, receiver: Receiver) -> Refusing:
    statuses: dict[type[Exception] | None, int] = {
        None: 201,
        DeliveryError: 503,
        UndeliverableError: 400,
    }

    def refuse(kind: type[Exception] | None) -> None:
        receiver.answer = lambda _: statuses[kind]
        receiver.body = b'{"code": 21211, "message": "anjali@example.com, +918765432109"}'

    return Refusing(
        sender, lambda: [each.headers["Idempotency-Key"] for each in receiver.deliveries], refuse
    )


def writer(folder: Path) -> JinjaNotificationComposer:
    return JinjaNotificationComposer(folder)


REFUSING = {"smtp": smtp, "sms": sms, "service": service}
SENDERS = {"fake": fake, "log": log, "folder": folder, **REFUSING}


class TestNotificationSender(NotificationSenderContract):
    """Of every kind."""

    @pytest.fixture(params=SENDERS)
    def connected(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connected]:
        with SENDERS[request.param](tmp_path) as connected:
            yield connected


class TestRefusingSender(RefusingSenderContract):
    """Of those that hand over to somebody who may refuse."""

    @pytest.fixture(params=REFUSING)
    def connected(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Refusing]:
        with REFUSING[request.param](tmp_path) as connected:
            yield connected
