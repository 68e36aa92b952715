"""Deletion of expired data, completion of search data, and compaction of counts."""

from datetime import datetime
from typing import Protocol


class Reaper(Protocol):
    """Deletes old rows of every domain, some at a time."""

    def delete_old_responses(self, recorded_before: datetime) -> int:
        """Delete some stored responses; return their number."""
        ...

    def delete_old_messages(self, delivered_before: datetime) -> int:
        """Delete some delivered messages, except notifications; return their number."""
        ...

    def delete_old_events(self, recorded_before: datetime) -> int:
        """Delete some of the log's oldest events, delivered or not; return their number.

        They are counted by month, for the domain's usage.
        """
        ...

    def bring_forward(self, due_after: datetime, now: datetime) -> int:
        """Make some messages due now that are due after ``due_after``; return their number."""
        ...

    def delete_old_deliveries(self, attempted_before: datetime) -> int:
        """Delete some attempts to deliver events to webhook endpoints; return their number."""
        ...

    def complete_search_data(self) -> int:
        """Complete some orders that an earlier release has changed; return their number."""
        ...

    def compact_counts(self) -> int:
        """Replace some entries of the order counts by their sum; return their number."""
        ...
