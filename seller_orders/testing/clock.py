"""A clock that a test sets."""

from datetime import UTC, datetime, timedelta

from attrs import define


@define
class SettableClock:
    """Stands still until it is set."""

    time: datetime = datetime(2025, 12, 3, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time that it was set to."""
        return self.time

    def advance(self, **by: float) -> None:
        """Set it forward: ``hours=24``."""
        self.time += timedelta(**by)
