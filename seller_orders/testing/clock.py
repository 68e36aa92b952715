"""Clock for tests."""

from datetime import UTC, datetime, timedelta

from attrs import define


@define
class SettableClock:
    """Clock that shows a fixed time until a test changes it."""

    time: datetime = datetime(2025, 12, 3, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the current setting."""
        return self.time

    def advance(self, **by: float) -> None:
        """Move the clock forward, for example by ``hours=24``."""
        self.time += timedelta(**by)
