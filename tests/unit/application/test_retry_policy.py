from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.application.retry_policy import next_attempt

SINCE = datetime(2025, 12, 2, 10, 45, tzinfo=UTC)
# Written by hand: doubled from half a second, at most 5 minutes.
MAX_WAITS = [0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def after(seconds: float) -> datetime:
    return SINCE + timedelta(seconds=seconds)


@pytest.mark.parametrize(("failures", "wait"), list(enumerate(MAX_WAITS, start=1)))
def test_the_wait_doubles_up_to_five_minutes(failures: int, wait: float):
    """Jitter applies to half of it."""
    now = after(100)

    assert next_attempt(failures, SINCE, now, 1.0) == now + timedelta(seconds=wait)
    assert next_attempt(failures, SINCE, now, 0.5) == now + timedelta(seconds=wait * 0.75)
    assert next_attempt(failures, SINCE, now, 0.0) == now + timedelta(seconds=wait * 0.5)


def test_the_first_retry_is_within_half_a_second():
    for jitter in (0.0, 0.3, 1.0):
        due_at = next_attempt(1, SINCE, SINCE, jitter)
        assert due_at is not None
        assert SINCE < due_at <= after(0.5)


def test_the_last_attempt_is_after_24_hours():
    """There is none after that."""
    day = timedelta(hours=24).total_seconds()

    assert next_attempt(300, SINCE, after(day - 400), 1.0) == after(day - 100)
    assert next_attempt(300, SINCE, after(day - 200), 1.0) == after(day)
    assert next_attempt(300, SINCE, after(day - 0.001), 0.0) == after(day)
    assert next_attempt(300, SINCE, after(day), 0.0) is None
    assert next_attempt(1, SINCE, after(day + 5), 0.0) is None


@given(
    failures=st.integers(1, 10**6),
    elapsed=st.floats(0, 100_000),
    jitter=st.floats(0, 1),
)
def test_an_attempt_is_due_within_the_longest_wait(failures: int, elapsed: float, jitter: float):
    now, end = after(elapsed), after(86_400)
    longest = MAX_WAITS[min(failures, len(MAX_WAITS)) - 1]

    due_at = next_attempt(failures, SINCE, now, jitter)

    if now >= end:
        assert due_at is None
    else:
        assert due_at is not None
        soonest = now + timedelta(seconds=longest / 2)
        assert min(soonest, end) <= due_at <= min(now + timedelta(seconds=longest), end)


@given(jitters=st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_a_failing_message_gets_about_300_attempts(jitters: list[float]):
    """For any jitter, the attempts end up 2.5 to 5 minutes apart."""
    tries, now = [SINCE], SINCE

    while (
        due_at := next_attempt(len(tries), SINCE, now, jitters[len(tries) % len(jitters)])
    ) is not None:
        assert due_at > now
        now = due_at
        tries.append(now)

    assert tries[-1] == SINCE + timedelta(hours=24)
    assert 280 < len(tries) < 620
    settled = [second - first for first, second in pairwise(tries[11:-1])]
    assert timedelta(seconds=150) <= min(settled)
    assert max(settled) <= timedelta(seconds=300)
