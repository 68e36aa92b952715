"""List a domain's refunds."""

from typing import Final

from attrs import frozen

from seller_orders.application.ports.refund_search import (
    RefundPosition,
    RefundSearch,
    RefundSummary,
)
from seller_orders.domain.payment import RefundStatus

_ALL: Final = frozenset(RefundStatus)


@frozen(kw_only=True)
class ListRefunds:
    """List a page of a domain's refunds, oldest first, after the previous page's ``next``.

    >>> some = CreateRefund(domain_id="dom_1", order_id="ord_1", by="erp", amount=Decimal(50))
    >>> refund = orders.create_refund(some).unwrap().refund
    >>> pending = ListRefunds(domain_id="dom_1", statuses=frozenset({RefundStatus.PENDING}))
    >>> page = orders.list_refunds(pending)
    >>> [(each["order_number"], each["amount"], each["currency"]) for each in page.refunds]
    [('1001', Decimal('50'), 'INR')]
    >>> page.refunds[0]["id"] == refund.id, page.next
    (True, None)
    """

    domain_id: str
    statuses: frozenset[RefundStatus] = _ALL
    limit: int = 20
    after: RefundPosition | None = None


@frozen
class RefundPage:
    """Refunds in sequence; ``next`` is the position of the rest, None at the end."""

    refunds: list[RefundSummary]
    next: RefundPosition | None


@frozen(kw_only=True)
class ListRefundsHandler:
    """Searches refunds by status."""

    search: RefundSearch

    def __call__(self, query: ListRefunds) -> RefundPage:
        """Return the page."""
        found = self.search.find(query.domain_id, query.statuses, query.limit + 1, query.after)
        shown = found[: query.limit]
        return RefundPage(shown, _position(shown[-1]) if len(found) > query.limit else None)


def _position(refund: RefundSummary) -> RefundPosition:
    return RefundPosition(refund["created_at"], refund["order_id"], refund["id"])
