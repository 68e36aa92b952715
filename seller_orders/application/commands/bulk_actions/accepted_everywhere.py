"""Bulk actions that no settings of a domain refuse."""

from returns.result import Result, Success

from seller_orders.domain.domain_settings import DomainSettings
from seller_orders.domain.refusals import Refusal


class AcceptedEverywhere:
    """Answers for an action whose acceptance does not depend on the domain."""

    __slots__ = ()

    def ensure_accepted(self, settings: DomainSettings) -> Result[None, Refusal]:
        """Accept the action."""
        return Success(None)
