"""Retry policy of outbox messages."""

from datetime import datetime, timedelta
from typing import Final

_FIRST: Final = timedelta(seconds=0.5)
MAX_WAIT: Final = timedelta(minutes=5)
"""Longest wait between two attempts."""
_GIVEN_UP_AFTER: Final = timedelta(hours=24)
_MAX_DOUBLINGS: Final = 20


def next_attempt(
    failures: int, trying_since: datetime, now: datetime, jitter: float
) -> datetime | None:
    """Return the time of the next attempt after so many failures, or None to give up.

    The wait doubles from 0.5 s to 5 min; ``jitter`` (0 to 1) applies to half of it, so that
    messages that failed together are not retried together. The last attempt is after 24 hours.
    """
    given_up_at = trying_since + _GIVEN_UP_AFTER
    if now >= given_up_at:
        return None
    longest: timedelta = min(_FIRST * 2 ** min(failures - 1, _MAX_DOUBLINGS), MAX_WAIT)
    return min(now + longest * (0.5 + jitter / 2), given_up_at)
