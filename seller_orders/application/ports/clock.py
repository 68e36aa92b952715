"""The clock."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Provides the current time."""

    def now(self) -> datetime:
        """Return the current time, in UTC."""
        ...
