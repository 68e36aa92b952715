"""Order search in the core."""

from typing import Any

from attrs import frozen

from seller_orders.adapters.outbound.core_api.core_client import CoreClient
from seller_orders.adapters.shared.wire.search_documents import read_found
from seller_orders.application.ports.order_search import Found, OrderFilters, Position, Sort


@frozen
class CoreOrderSearch:
    """Order search over the core's internal API."""

    core: CoreClient

    def after(
        self, domain_id: str, filters: OrderFilters, sort: Sort, position: Position, limit: int
    ) -> Found:
        """Return up to ``limit`` matches that follow a position."""
        return self._search(domain_id, filters, sort, {"after": position, "limit": limit})[0]

    def page(
        self, domain_id: str, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> tuple[Found, int]:
        """Return up to ``limit`` matches from an offset, and the exact number of all matches."""
        found, total = self._search(domain_id, filters, sort, {"offset": offset, "limit": limit})
        assert total is not None, "from an offset they are counted"
        return found, total

    def _search(
        self, domain_id: str, filters: OrderFilters, sort: Sort, page: dict[str, Any]
    ) -> tuple[Found, int | None]:
        wanted = {"filters": filters, "sort": sort, **page}
        response = self.core.request("POST", "/api/orders/search", domain_id, wanted)
        assert response is not None, "a list is never missing"
        return read_found(response.body, sort.key)
