"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the machine's time."""

    def now(self) -> datetime:
        """Return the present, in UTC, to the microsecond."""
        return datetime.now(UTC)
