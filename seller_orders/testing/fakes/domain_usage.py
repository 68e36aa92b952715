"""Usage of domains in memory."""

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from seller_orders.application.domains import MonthlyUsage
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryDomainUsage:
    """Counts the committed orders of a store."""

    store: MemoryStore

    def of_months(self, domain_id: str, months: Sequence[date]) -> Sequence[MonthlyUsage]:
        """Return the usage of months, each named by its first day."""
        created = [order.created_at for order in self.store.committed.of(domain_id)]
        return [
            MonthlyUsage(
                f"{month:%Y-%m}",
                sum((each.year, each.month) == (month.year, month.month) for each in created),
                None,
            )
            for month in months
        ]
