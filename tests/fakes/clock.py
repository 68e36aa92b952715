from datetime import UTC, datetime, timedelta

from attrs import define


@define
class SettableClock:
    """Stands still until it is set."""

    time: datetime = datetime(2025, 12, 3, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def advance(self, **by: float) -> None:
        self.time += timedelta(**by)
