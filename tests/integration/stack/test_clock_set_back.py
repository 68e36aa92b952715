"""The machine's clock is set back by an hour while a server runs."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from tests.integration.webhook.installations import webhook_settings
from tests.integration.webhook.receiver import TAKEN, Receiver, receiving
from tests.support.order_requests import create_order
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.server_process import Server, serving
from tests.support.servers import fresh_database, redis_url
from tests.support.shifted_clock import WallClock

HOUR = 3600
GOES_ON_WITHIN_S = 60.0


@frozen
class Installation:
    server: Server
    receiver: Receiver
    clock: WallClock


@pytest.fixture(params=["sqlite", "postgresql and redis"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    clock = WallClock(tmp_path / "shift")
    with ExitStack() as held:
        url, redis = None, ""
        if request.param != "sqlite":
            url, redis = held.enter_context(fresh_database()), redis_url()
        receiver = held.enter_context(receiving())
        followed: Any = webhook_settings(receiver)
        limited: Any = {"REDIS_URL": redis, "RATE_LIMIT": "20/second"}
        server = held.enter_context(serving(tmp_path, url, main=clock.main, **limited, **followed))
        yield Installation(server, receiver, clock)


def test_a_limited_domain_is_allowed_again(installation: Installation):
    client = installation.server.client()
    while client.get("/orders").status == 200:
        pass

    installation.clock.set_back(HOUR)

    deadline = time.monotonic() + GOES_ON_WITHIN_S
    while (answer := client.get("/orders")).status != 200:
        assert answer.code == "rate_limited"
        assert int(answer.headers["Retry-After"]) <= 1
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_message_waiting_for_retry_is_delivered(installation: Installation):
    client, receiver = installation.server.client(), installation.receiver
    receiver.answer = lambda _: 503
    waiting = create_order(client)
    wait_until_failed(installation, times=3)

    installation.clock.set_back(HOUR)
    receiver.answer = lambda _: TAKEN
    before = len(receiver.of(waiting))

    receiver.wait_for(lambda _: len(receiver.of(waiting)) > before)
    fresh = create_order(client)
    receiver.wait_for(lambda _: bool(receiver.of(fresh)))


def wait_until_failed(installation: Installation, times: int) -> None:
    """Wait until the only message has failed so often and waits for its next retry."""
    deadline = time.monotonic() + GOES_ON_WITHIN_S
    outbox = OutboxRows(installation.server.url)
    while [row.failures < times for row in outbox.where(UNDELIVERED)] != [False]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
