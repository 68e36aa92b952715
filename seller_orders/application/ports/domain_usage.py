"""Figures of a domain's use."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from seller_orders.application.domains import MonthlyUsage


class DomainUsage(Protocol):
    """Counts orders and events, also those that the log keeps no more."""

    def of_months(self, domain_id: str, months: Sequence[date]) -> Sequence[MonthlyUsage]:
        """Return the usage of months, each named by its first day, in the given order."""
        ...
