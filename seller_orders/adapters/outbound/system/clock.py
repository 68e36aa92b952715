"""System clock."""

from datetime import UTC, datetime


class SystemClock:
    """Clock of the machine."""

    def now(self) -> datetime:
        """Return the current time in UTC, to the microsecond."""
        return datetime.now(UTC)
