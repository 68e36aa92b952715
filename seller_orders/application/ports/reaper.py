"""Forgetting what is no longer needed, or not in such detail."""

from datetime import datetime
from typing import Protocol


class Reaper(Protocol):
    """Deletes old rows of every domain, some at a time."""

    def forget_answers(self, recorded_before: datetime) -> int:
        """Delete some answers to callers' keys; tell how many."""
        ...

    def forget_messages(self, delivered_before: datetime) -> int:
        """Delete some delivered messages, but none that told a customer; tell how many."""
        ...

    def bring_forward(self, due_after: datetime, now: datetime) -> int:
        """Make some waiting messages due now that are due after that; tell how many."""
        ...

    def sum_counts_up(self) -> int:
        """Replace some of what writes left of how many orders there are by its sum; tell how many.

        Where there is nothing of the kind, none.
        """
        ...
