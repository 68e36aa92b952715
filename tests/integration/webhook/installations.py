"""Installations that send events: the server itself on SQLite, a separate relay on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from attrs import frozen

from tests.integration.webhook.receiver import SECRET, Receiver
from tests.support.outbox_rows import OutboxRows
from tests.support.server_process import Server, process, serving
from tests.support.servers import fresh_database
from tests.support.time_limits import LONG, TimeLimits
from tests.support.waiting import wait_until

STACKS: Final = ("sqlite", "postgresql, relayed apart")


@frozen
class Followed:
    """Server, log of the process that relays its outbox, and the outbox."""

    server: Server
    relay_log: Path
    outbox: OutboxRows


def webhook_settings(receiver: Receiver) -> dict[str, str]:
    """Return the settings that send events to the receiver."""
    return {
        "WEBHOOK_URL": receiver.url,
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_ALLOW_PRIVATE": "1",
    }


@contextmanager
def followed_by(
    receiver: Receiver, stack: str, folder: Path, limits: TimeLimits = LONG
) -> Iterator[Followed]:
    """Serve a stack that sends its events to the receiver while the block runs."""
    with relayed(stack, folder, webhook_settings(receiver), limits) as installation:
        yield installation


@contextmanager
def relayed(
    stack: str, folder: Path, settings: dict[str, Any], limits: TimeLimits = LONG
) -> Iterator[Followed]:
    """Serve a stack with a relay while the block runs."""
    if stack == "sqlite":
        with serving(folder, limits=limits, **settings) as server:
            yield Followed(server, server.log, OutboxRows(server.url))
        return
    relay_log = folder / "relay.log"
    with (
        fresh_database() as url,
        process(url, relay_log, "relay", limits=limits, **settings),
        serving(folder, url, options=["--no-relay"], limits=limits, **settings) as server,
    ):
        wait_for_text(relay_log, "delivering")
        yield Followed(server, relay_log, OutboxRows(url))


def wait_for_text(log: Path, text: str) -> None:
    """Wait until a log contains a text."""
    wait_until(lambda: text in log.read_text(), lambda: f"no {text!r} in:\n{log.read_text()}")
