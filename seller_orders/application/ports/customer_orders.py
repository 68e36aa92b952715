"""Search of orders for the erasure and the export of personal data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from seller_orders.domain.customer_match import CustomerMatch


class CustomerOrders(Protocol):
    """Finds a customer's orders, archived ones included."""

    def of_customer(
        self, domain_id: str, customer: CustomerMatch, after: str, limit: int
    ) -> Sequence[str]:
        """Return the ids of the customer's next orders after an id, sorted by id."""
        ...


class ExpiredContacts(Protocol):
    """Finds closed orders whose contact data are to be erased."""

    def domains(self) -> Sequence[str]:
        """Return the domains that set a retention, sorted by id."""
        ...

    def closed_before(self, domain_id: str, moment: datetime, limit: int) -> Sequence[str]:
        """Return the ids of some closed orders with contact data, unchanged since a moment.

        Those that have been unchanged the longest come first.
        """
        ...
