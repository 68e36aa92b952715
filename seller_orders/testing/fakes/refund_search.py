"""Search of refunds in memory."""

from collections.abc import Collection

from attrs import astuple, frozen

from seller_orders.application.ports.refund_search import (
    RefundPartSummary,
    RefundPosition,
    RefundSummary,
)
from seller_orders.domain.payment import RefundStatus
from seller_orders.testing.fakes.store import MemoryStore


@frozen
class MemoryRefundSearch:
    """Finds the refunds of committed orders."""

    store: MemoryStore

    def find(
        self,
        domain_id: str,
        statuses: Collection[RefundStatus],
        limit: int,
        after: RefundPosition | None = None,
    ) -> list[RefundSummary]:
        """Return refunds of some statuses, the oldest first."""
        found = {
            RefundPosition(refund.created_at, order.id, refund.id): RefundSummary(
                id=refund.id,
                order_id=order.id,
                order_number=order.number,
                amount=refund.amount.amount,
                currency=order.currency,
                parts=[
                    RefundPartSummary(
                        tender_id=part.tender_id, amount=part.amount.amount, status=part.status
                    )
                    for part in refund.parts
                ],
                reason=refund.reason,
                status=refund.status,
                created_at=refund.created_at,
                due_since=None,
            )
            for order in self.store.committed.of(domain_id)
            for refund in order.payment.refunds
            if refund.status in statuses
        }
        places = sorted(found, key=astuple)
        if after is not None:
            places = [place for place in places if astuple(place) > astuple(after)]
        return [found[place] for place in places[:limit]]
