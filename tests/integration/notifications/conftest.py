import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import frozen

from tests.integration.http_client import Client
from tests.integration.notifications.mail_server import TAKEN, MailServer, receiving_mail
from tests.integration.outbox_rows import UNDELIVERED, OutboxRows
from tests.integration.server_process import Server, process, serving
from tests.integration.webhook.installations import STACKS, wait_for_text
from tests.integration.webhook.receiver import Receiver, receiving
from tests.servers import fresh_database


@frozen
class Telling:
    """A server that tells customers, by mail and by text message, and what it has still to tell."""

    server: Server
    outbox: OutboxRows
    mail: MailServer
    sms: Receiver
    styles: Path


@contextmanager
def _served(stack: str, folder: Path, settings: dict[str, Any]) -> Iterator[tuple[Server, str]]:
    if stack == "sqlite":
        with serving(folder, **settings) as server:
            yield server, server.url
        return
    log = folder / "relay.log"
    with (
        fresh_database() as url,
        process(url, log, "relay", **settings),
        serving(folder, url, options=["--no-relay"], **settings) as server,
    ):
        wait_for_text(log, "delivering")
        yield server, url


@pytest.fixture(scope="module", params=STACKS)
def module_telling(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Telling]:
    """On SQLite the server itself tells, on PostgreSQL a relay in a process of its own."""
    folder = tmp_path_factory.mktemp("telling")
    styles = folder / "styles"
    styles.mkdir()
    with receiving_mail() as mail, receiving() as sms:
        settings = {
            "SMTP_URL": f"{mail.url}?from=orders%40shop.example",
            "SMS_URL": f"http://AC1:token@127.0.0.1:{sms.port}?from=%2B15005550006",
            "HOUSE_STYLES": str(styles),
        }
        with _served(request.param, folder, settings) as (server, url):
            yield Telling(server, OutboxRows(url), mail, sms, styles)


@pytest.fixture
def telling(module_telling: Telling) -> Iterator[Telling]:
    """An installation that has told nobody yet."""
    mail, sms = module_telling.mail, module_telling.sms
    mail.mails.clear()
    sms.deliveries.clear()
    yield module_telling
    mail.to_recipient, mail.to_mail, mail.hangs_at = lambda _: TAKEN, lambda _: TAKEN, None
    sms.answer, sms.body = lambda _: 201, b""
    sms.go_on()
    # What a test has left is not to arrive in the next one.
    module_telling.outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    module_telling.outbox.wait_until_delivered()


@pytest.fixture
def client(telling: Telling) -> Client:
    return telling.server.client()


_SETTLED_WITHIN_S: Final = 10.0


def notifications(client: Client, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the customer was told, by the API."""
    answer = client.get(f"/orders/{order['order_id']}/notifications")
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.json["notifications"]
    return found


def settled(client: Client, order: dict[str, Any], number: int) -> dict[str, dict[str, Any]]:
    """Wait until so many notifications are queued no more, and return them by channel."""
    deadline = time.monotonic() + _SETTLED_WITHIN_S
    while True:
        found = notifications(client, order)
        done = [each for each in found if each["state"] != "queued"]
        if len(done) == len(found) == number:
            return {each["channel"]: each for each in found}
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
