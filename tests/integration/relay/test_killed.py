"""A relay dies by SIGKILL: what it held arrives all the same, under the ids that it had."""

import os
import signal
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.integration.outbox_rows import UNDELIVERED, OutboxRows
from tests.integration.relay.relays import backlog, delivering
from tests.integration.server_process import side_by_side, sqlite_url
from tests.integration.webhook.receiver import Receiver, receiving
from tests.servers import fresh_database

LEASE_S = 10.0
POLL_S = 1.0
# To start a process on a machine that is busy.
STARTS_WITHIN_S = 3.0


@pytest.mark.parametrize(
    ("moment", "step", "arrives"),
    [
        ("before", "send_messages", 1),
        ("before", "finish_messages", 2),
        ("after", "finish_messages", 1),
    ],
    ids=["claimed", "delivered", "delivered and marked"],
)
def test_what_it_had_is_delivered_again_unless_it_was_marked(
    url: str,
    outbox: OutboxRows,
    receiver: Receiver,
    tmp_path: Path,
    moment: str,
    step: str,
    arrives: int,
):
    (event_id,) = backlog(url)
    with delivering(url, receiver, tmp_path, until=(step, moment)) as doomed:
        assert doomed.wait(10) == -signal.SIGKILL
    held = outbox.one(event_id)

    # Rather than wait until its lease is over.
    outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    with delivering(url, receiver, tmp_path):
        outbox.wait_until_delivered()

    assert (held.delivered_at is None) == (moment == "before")
    assert held.generation == 1
    assert [delivery.id for delivery in receiver.deliveries] == [event_id] * arrives


def test_another_takes_what_it_held_within_its_lease_and_a_poll(tmp_path: Path):
    (tmp_path / "postgresql").mkdir()
    with fresh_database() as postgresql:
        waited = side_by_side(
            {
                "sqlite": partial(taken_after, sqlite_url(tmp_path / "orders.db"), tmp_path),
                "postgresql": partial(taken_after, postgresql, tmp_path / "postgresql"),
            }
        )

    for waited_s in waited.values():
        assert LEASE_S - 1 < waited_s < LEASE_S + POLL_S + STARTS_WITHIN_S


def taken_after(url: str, folder: Path) -> float:
    """Kill a relay while its receiver holds the answer; tell how long the message then waits."""
    with receiving() as receiver:
        (event_id,) = backlog(url)
        receiver.hang()
        with delivering(url, receiver, folder) as doomed:
            receiver.wait_for_number(1)
            os.killpg(doomed.pid, signal.SIGKILL)
            died_at = time.monotonic()
        receiver.go_on()
        with delivering(url, receiver, folder):
            first, again = receiver.wait_for_number(2, within_s=2 * LEASE_S)

            OutboxRows(url).wait_until_delivered()
    assert first.id == again.id == event_id
    return again.at - died_at
