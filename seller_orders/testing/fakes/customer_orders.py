"""Orders of a customer, and closed orders with contact data, in memory."""

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from seller_orders.domain.customer_match import CustomerMatch
from seller_orders.domain.order import Order
from seller_orders.testing.fakes.store import MemoryStore

_CLOSED = {"delivered", "cancelled", "refunded"}


@frozen
class MemoryCustomerOrders:
    """Finds committed orders."""

    store: MemoryStore

    def of_customer(
        self, domain_id: str, customer: CustomerMatch, after: str, limit: int
    ) -> Sequence[str]:
        """Return the ids of the customer's next orders."""
        found = (o.id for o in self._of(domain_id) if customer.matches(o.customer))
        return sorted(id for id in found if id > after)[:limit]

    def domains(self) -> Sequence[str]:
        """Return the domains that set a retention."""
        settings = self.store.committed.settings.items()
        return sorted(id for id, stored in settings if stored.sections.get("retention"))

    def closed_before(self, domain_id: str, moment: datetime, limit: int) -> Sequence[str]:
        """Return the ids of some closed orders, unchanged the longest first."""
        found = sorted(
            (order.updated_at, order.id)
            for order in self._of(domain_id)
            if order.status in _CLOSED
            and order.customer.name != "erased"
            and order.updated_at <= moment
        )
        return [id for _, id in found][:limit]

    def _of(self, domain_id: str) -> list[Order]:
        return self.store.committed.of(domain_id)
