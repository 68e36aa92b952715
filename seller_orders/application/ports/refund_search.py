"""Search of a domain's refunds by status."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Protocol, TypedDict

from attrs import frozen

from seller_orders.domain.payment import RefundStatus


class RefundPartSummary(TypedDict):
    """The part of a refund that goes back to one tender; ``amount`` is in units of the currency."""

    tender_id: str
    amount: Decimal
    status: str


class RefundSummary(TypedDict):
    """A refund in a list; ``amount`` is in units of the currency.

    If it has ``parts``, those that are pending are still to be paid, else the amount is.

    ``due_since`` is the time since which an operator has to settle it by hand. It is None for a
    refund that is settled, that a provider handles, or whose request is still in the outbox.
    """

    id: str
    order_id: str
    order_number: str
    amount: Decimal
    currency: str
    parts: list[RefundPartSummary]
    reason: str | None
    status: str
    created_at: datetime
    due_since: datetime | None


@frozen
class RefundPosition:
    """A position in a list of refunds: the last refund before it."""

    created_at: datetime
    order_id: str
    refund_id: str


class RefundSearch(Protocol):
    """Finds committed refunds, those of archived orders included."""

    def find(
        self,
        domain_id: str,
        statuses: Collection[RefundStatus],
        limit: int,
        after: RefundPosition | None = None,
    ) -> list[RefundSummary]:
        """Return up to ``limit`` refunds with one of the statuses after a position, oldest first.

        Refunds created at the same time are sorted by order_id and refund id.
        """
        ...
