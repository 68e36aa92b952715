"""Refund search in the core."""

from collections.abc import Collection
from typing import Final

import msgspec
from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.application.ports.refund_search import RefundPosition, RefundSummary
from seller_orders.domain.payment import RefundStatus


class _Found(msgspec.Struct):
    refunds: list[RefundSummary]


_read: Final = msgspec.json.Decoder(_Found).decode


@frozen
class CoreRefundSearch:
    """Refund search over the core's internal API."""

    core: CoreClient

    def find(
        self,
        domain_id: str,
        statuses: Collection[RefundStatus],
        limit: int,
        after: RefundPosition | None = None,
    ) -> list[RefundSummary]:
        """Return up to ``limit`` refunds that have one of the statuses, oldest first."""
        wanted = {"statuses": sorted(statuses), "limit": limit, "after": after}
        response = self.core.request("POST", "/api/refunds/search", domain_id, wanted)
        assert response is not None, "a list is never missing"
        return _read(response.body).refunds
