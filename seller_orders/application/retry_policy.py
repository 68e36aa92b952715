"""When a message that could not be delivered is tried again (contract, section 4: effects)."""

from datetime import datetime, timedelta
from typing import Final

_FIRST: Final = timedelta(seconds=0.5)
LONGEST_WAIT: Final = timedelta(minutes=5)
"""The longest wait before a message is tried again."""
_GIVEN_UP_AFTER: Final = timedelta(hours=24)
_MOST_DOUBLINGS: Final = 20


def next_try(
    failures: int, trying_since: datetime, now: datetime, jitter: float
) -> datetime | None:
    """Return when to try again after so many failures, this one included; None: never.

    The wait doubles from 0.5 s to 5 min, and of each a half is subject to ``jitter`` (0 to 1), so
    that what failed together does not come back together. The last try is after 24 hours.
    """
    given_up_at = trying_since + _GIVEN_UP_AFTER
    if now >= given_up_at:
        return None
    longest: timedelta = min(_FIRST * 2 ** min(failures - 1, _MOST_DOUBLINGS), LONGEST_WAIT)
    return min(now + longest * (0.5 + jitter / 2), given_up_at)
