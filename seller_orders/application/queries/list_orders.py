"""List a domain's orders."""

from datetime import date, tzinfo
from typing import Any

from attrs import asdict, evolve, field, frozen

from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.domain_settings import DomainSettingsReader
from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    OrderSearch,
    Position,
    Sort,
)
from seller_orders.application.step_observers import step
from seller_orders.application.time_zone import time_zone
from seller_orders.domain.days import first_moment, last_moment


@frozen(kw_only=True)
class DayFilters:
    """Days of orders' creation and last change, in the domain's time zone; both ends included."""

    created_from: date | None = None
    created_to: date | None = None
    updated_from: date | None = None
    updated_to: date | None = None

    def limits(self, zone: tzinfo) -> dict[str, Any]:
        """Return the moments that limit the days, by the name of the filter."""
        days = asdict(self).items()
        return {
            name: (first_moment if name.endswith("from") else last_moment)(day, zone)
            for name, day in days
            if day is not None
        }


@frozen(kw_only=True)
class ListOrders:
    """List a page of matching orders: by page number, or after a position.

    ``days`` take the place of the filters' moments.

    >>> pending = OrderFilters(statuses=frozenset({OrderStatus.PENDING}))
    >>> page = orders.list_orders(ListOrders(domain_id="dom_1", filters=pending))
    >>> page.total, [each["order_id"] for each in page.found.orders], page.found.next
    (1, ['ord_1'], None)
    >>> by_total, position = Sort(SortKey.TOTAL), Position(300_0000, "ord_2")
    >>> rest = ListOrders(domain_id="dom_1", sort=by_total, after=position)
    >>> [each["order_id"] for each in orders.list_orders(rest).found.orders]
    ['ord_1']
    """

    domain_id: str
    filters: OrderFilters = field(factory=OrderFilters)
    days: DayFilters = field(factory=DayFilters)
    sort: Sort = field(factory=Sort)
    limit: int = 20
    page: int = 1
    after: Position | None = None


@frozen
class OrderPage:
    """Orders, and the exact total if a page number was requested."""

    found: Found
    total: int | None


@frozen(kw_only=True)
class ListOrdersHandler:
    """Searches orders; every filter is optional."""

    search: OrderSearch
    clock: Clock
    settings: DomainSettingsReader

    def __call__(self, query: ListOrders) -> OrderPage:
        """Return the page."""
        return self.search_orders(query)

    @step
    def search_orders(self, query: ListOrders) -> OrderPage:
        """Search after the position if there is one, or else by page number."""
        where = query.domain_id, self._filters(query), query.sort
        if query.after is not None:
            return OrderPage(self.search.after(*where, query.after, query.limit), None)
        return OrderPage(*self.search.page(*where, (query.page - 1) * query.limit, query.limit))

    def _filters(self, query: ListOrders) -> OrderFilters:
        zone = time_zone(self.settings.of(query.domain_id).time_zone)
        filters = evolve(query.filters, **query.days.limits(zone))
        # The clock that decides whether a hold still keeps units from being fulfilled.
        if filters.needs_time and filters.at is None:
            return evolve(filters, at=self.clock.now())
        return filters
