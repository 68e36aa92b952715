from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import frozen

from tests.integration.notifications.mail_server import TAKEN, MailServer, receiving_mail
from tests.integration.webhook.installations import STACKS, relayed
from tests.integration.webhook.receiver import Receiver, receiving
from tests.support.http_client import Client
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.server_process import Server


@frozen
class Installation:
    """A server that sends e-mails and text messages, and its outbox."""

    server: Server
    outbox: OutboxRows
    mail: MailServer
    sms: Receiver
    styles: Path


@pytest.fixture(scope="module", params=STACKS)
def module_installation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Run a server; on PostgreSQL with a separate relay process."""
    folder = tmp_path_factory.mktemp("installation")
    styles = folder / "styles"
    styles.mkdir()
    with receiving_mail() as mail, receiving() as sms:
        settings = {
            "SMTP_URL": f"{mail.url}?from=orders%40shop.example",
            "SMS_URL": f"http://AC1:token@127.0.0.1:{sms.port}?from=%2B15005550006",
            "HOUSE_STYLES": str(styles),
        }
        with relayed(request.param, folder, settings) as installation:
            yield Installation(installation.server, installation.outbox, mail, sms, styles)


@pytest.fixture
def installation(module_installation: Installation) -> Iterator[Installation]:
    """Return the installation with an empty outbox and no received messages."""
    mail, sms = module_installation.mail, module_installation.sms
    mail.mails.clear()
    mail.envelopes.clear()
    sms.deliveries.clear()
    yield module_installation
    mail.to_recipient, mail.to_mail, mail.hangs_at = lambda _: TAKEN, lambda _: TAKEN, None
    sms.answer, sms.body = lambda _: 201, b""
    sms.go_on()
    # Messages that a test has left must not arrive in the next one.
    module_installation.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    module_installation.outbox.wait_until_delivered()


@pytest.fixture
def client(installation: Installation) -> Client:
    return installation.server.client()
