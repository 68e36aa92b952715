"""A killed relay's messages are delivered by others, with the same ids."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from seller_orders.application.outbox_messages import SENT_WITHIN
from tests.integration.relay.relays import backlog, delivering, outbox_backlog
from tests.integration.webhook.receiver import Receiver, receiving
from tests.support.migrated_sqlite import migrated_file
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.server_process import side_by_side, sqlite_url
from tests.support.servers import fresh_database
from tests.support.time_limits import EVENT_LEASE, LONG

SHORT_LEASE = {**LONG, EVENT_LEASE: timedelta(seconds=SENT_WITHIN.total_seconds() + 1)}


@pytest.mark.parametrize(
    ("moment", "step", "arrives"),
    [
        ("before", "send_messages", 1),
        ("before", "finish_messages", 2),
        ("after", "finish_messages", 1),
    ],
    ids=["claimed", "delivered", "delivered and marked"],
)
def test_a_killed_relays_messages_are_delivered(
    url: str,
    outbox: OutboxRows,
    receiver: Receiver,
    tmp_path: Path,
    moment: str,
    step: str,
    arrives: int,
):
    (event_id,) = outbox_backlog(url)
    with delivering(url, receiver, tmp_path, until=(step, moment)) as doomed:
        assert doomed.wait() == -signal.SIGKILL
    held = outbox.one(event_id)

    # End the lease now, without waiting.
    outbox.change(UNDELIVERED, due_at=datetime.now(UTC))
    with delivering(url, receiver, tmp_path):
        outbox.wait_until_delivered()

    assert (held.delivered_at is None) == (moment == "before")
    assert held.generation == 1
    assert [delivery.id for delivery in receiver.deliveries] == [event_id] * arrives


@pytest.mark.parametrize(
    ("moment", "step", "arrives"),
    [("before", "send_events", 1), ("before", "finish_events", 2), ("after", "finish_events", 1)],
    ids=["claimed", "delivered", "delivered and marked"],
)
def test_a_killed_relays_batch_is_delivered(
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
        assert doomed.wait() == -signal.SIGKILL
    held = outbox.event_cursor()

    outbox.end_event_lease()
    with delivering(url, receiver, tmp_path):
        outbox.wait_until_delivered()

    assert (held.leased_until is not None) == (moment == "before")
    assert held.generation == 1
    assert [delivery.id for delivery in receiver.deliveries] == [event_id] * arrives


def test_another_relay_takes_over_after_the_lease(tmp_path: Path):
    (tmp_path / "postgresql").mkdir()
    with fresh_database() as postgresql:
        early = side_by_side(
            {
                "sqlite": partial(
                    taken_early_by, sqlite_url(migrated_file(tmp_path / "orders.db")), tmp_path
                ),
                "postgresql": partial(taken_early_by, postgresql, tmp_path / "postgresql"),
            }
        )

    assert all(early_s <= 0 for early_s in early.values()), early


def taken_early_by(url: str, folder: Path) -> float:
    """Kill a relay while its receiver holds the answer; tell how long before the end of its lease
    the message arrives again."""
    outbox = OutboxRows(url)
    with receiving() as receiver:
        (event_id,) = backlog(url)
        receiver.hang()
        with delivering(url, receiver, folder, limits=SHORT_LEASE) as doomed:
            receiver.wait_for_number(1)
            os.killpg(doomed.pid, signal.SIGKILL)
        left: timedelta = outbox.event_cursor().leased_until - datetime.now(UTC)
        lease_ends = time.monotonic() + left.total_seconds()
        receiver.go_on()
        with delivering(url, receiver, folder, limits=SHORT_LEASE):
            first, again = receiver.wait_for_number(2)

            outbox.wait_until_delivered()
    assert first.id == again.id == event_id
    return lease_ends - again.at
