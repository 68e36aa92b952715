"""Housekeeping of the store in memory."""

from datetime import datetime

from attrs import evolve, frozen

from seller_orders.testing.fakes.store import MemoryStore

BATCH = 10


@frozen
class MemoryReaper:
    """Deletes old records, at most 10 in a call."""

    store: MemoryStore

    def delete_old_responses(self, recorded_before: datetime) -> int:
        """Delete old responses of idempotency keys; return how many."""
        with self.store.writing() as tx:
            answers = tx.state.answers
            old = [key for key, kept in answers.items() if kept.recorded_at <= recorded_before]
            for key in old[:BATCH]:
                del answers[key]
            tx.commit()
        return len(old[:BATCH])

    def delete_old_messages(self, delivered_before: datetime) -> int:
        """Delete messages delivered long ago, except notifications; return how many."""
        with self.store.writing() as tx:
            posted = tx.state.posted
            old = [
                key
                for key, each in posted.items()
                if not each.message.is_notification
                and each.delivered_at is not None
                and each.delivered_at <= delivered_before
            ]
            for key in old[:BATCH]:
                del posted[key]
            tx.commit()
        return len(old[:BATCH])

    def delete_old_events(self, recorded_before: datetime) -> int:
        """Delete old events, and count them by month; return how many."""
        with self.store.writing() as tx:
            events = tx.state.events
            old = [n for n, event in events.items() if event.created_at <= recorded_before]
            counts = tx.state.deleted_events
            for number in old[:BATCH]:
                event = events.pop(number)
                month = event.domain_id, f"{event.created_at:%Y-%m}"
                counts[month] = counts.get(month, 0) + 1
            tx.commit()
        return len(old[:BATCH])

    def bring_forward(self, due_after: datetime, now: datetime) -> int:
        """Make messages due now whose due time is too far in the future; return how many."""
        with self.store.writing() as tx:
            posted = tx.state.posted
            late = [
                key for key, each in posted.items() if each.is_waiting and each.due_at > due_after
            ]
            for key in late[:BATCH]:
                posted[key] = evolve(posted[key], due_at=now)
            tx.commit()
        return len(late[:BATCH])

    def delete_old_deliveries(self, attempted_before: datetime) -> int:
        """Delete old attempts to deliver events to webhook endpoints; return how many."""
        with self.store.writing() as tx:
            kept = tx.state.deliveries
            old = [each for each in kept if each.attempted_at <= attempted_before][:BATCH]
            tx.state.deliveries = [each for each in kept if each not in old]
            tx.commit()
        return len(old)

    def complete_search_data(self) -> int:
        """Return 0: this store computes search data when it searches."""
        return 0

    def compact_counts(self) -> int:
        """Return 0: this store has no counters to sum."""
        return 0
