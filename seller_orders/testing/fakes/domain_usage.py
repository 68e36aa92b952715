"""Usage of domains in memory."""

from collections.abc import Sequence
from datetime import date, datetime

from attrs import frozen

from seller_orders.application.domains import MonthlyUsage
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryDomainUsage:
    """Counts the committed orders and events of a store."""

    store: MemoryStore

    def of_months(self, domain_id: str, months: Sequence[date]) -> Sequence[MonthlyUsage]:
        """Return the usage of months, each named by its first day."""
        state = self.store.committed
        orders = [_month(order.created_at) for order in state.of(domain_id)]
        events = [
            _month(event.created_at)
            for event in state.events.values()
            if event.domain_id == domain_id
        ]
        for (of_domain, month), count in state.deleted_events.items():
            events += [month] * count if of_domain == domain_id else []
        oldest = min(events, default=None)
        return [
            MonthlyUsage(
                each,
                orders.count(each),
                None if oldest is None or each < oldest else events.count(each),
            )
            for each in map(_month, months)
        ]


def _month(moment: date | datetime) -> str:
    return f"{moment:%Y-%m}"
