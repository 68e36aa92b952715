"""A relay that resumes after another has claimed its messages."""

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from tests.integration.relay.relays import delivering, outbox_backlog
from tests.integration.webhook.receiver import TAKEN, Delivery, Receiver
from tests.support.outbox_rows import UNDELIVERED, OutboxRows
from tests.support.time_limits import LEASE, LONG, LONG_S

LONG_LEASE = {**LONG, LEASE: timedelta(seconds=LONG_S)}


class _TwoAnswers:
    """Holds back the first and the second answer, each until the test releases it."""

    def __init__(self, first: int) -> None:
        self.first, self.second = Event(), Event()
        self._answers = iter([(self.first, first), (self.second, TAKEN)])

    def __call__(self, _: Delivery) -> int:
        given, status = next(self._answers)
        given.wait()
        return status


@pytest.mark.parametrize("status", [TAKEN, 500], ids=["delivered", "failed"])
def test_a_late_outcome_changes_nothing(
    postgresql: str, receiver: Receiver, tmp_path: Path, status: int
):
    outbox = OutboxRows(postgresql)
    (event_id,) = outbox_backlog(postgresql)
    answers = receiver.answer = _TwoAnswers(status)
    with delivering(postgresql, receiver, tmp_path, limits=LONG_LEASE) as late:
        receiver.wait_for_number(1)
        late.send_signal(signal.SIGSTOP)
        # End the lease now, without waiting.
        outbox.change(UNDELIVERED, due_at=datetime.now(UTC))

        with delivering(postgresql, receiver, tmp_path, limits=LONG_LEASE):
            receiver.wait_for_number(2)
            taken = outbox.one(event_id)
            answers.first.set()
            late.send_signal(signal.SIGCONT)
            late.send_signal(signal.SIGTERM)
            assert late.wait() == 0
            still = outbox.one(event_id)
            answers.second.set()
            outbox.wait_until_delivered()
    after = outbox.one(event_id)

    assert (taken.generation, taken.delivered_at) == (2, None)
    assert still == taken
    assert (after.generation, after.failures) == (2, 0)
