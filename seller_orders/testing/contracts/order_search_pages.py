"""Contract of order search: any filters, sort and page, compared with an oracle."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from attrs import evolve, fields, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from seller_orders.application.ports.order_search import (
    Found,
    OrderFilters,
    OrderSearch,
    OrderSummary,
    Sort,
    SortKey,
)
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.payment import FinancialStatus, PaymentStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus
from seller_orders.testing.search_oracle import expected, summary
from seller_orders.testing.searchable_orders import (
    ASSIGNEES,
    ATTRIBUTES,
    AWBS,
    CUSTOMERS,
    MORE_AWBS,
    NUMBERS,
    QUERIES,
    SKUS,
    STORE_IDS,
    TAGS,
    TIMES,
    listed_orders,
)
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import fresh_domain, keep

Value = TypeVar("Value")

SORTS = [Sort(key, descending) for key in SortKey for descending in (True, False)]
TOTALS = [Decimal(text) for text in ("0", "250", "250.00001", "251", "252", "999999999999")]
MOMENTS = [time + timedelta(microseconds=n) for time in TIMES for n in (-1, 0, 1)]


@frozen
class Listed:
    """A domain with the listed orders; another domain in the store has equal ones."""

    search: OrderSearch
    domain_id: str
    orders: list[Order]

    def page(self, filters: OrderFilters, sort: Sort, offset: int, limit: int) -> tuple[Found, int]:
        """Return a page by its offset, and the total."""
        return self.search.page(self.domain_id, filters, sort, offset, limit)

    def following(
        self, found: Found, filters: OrderFilters, sort: Sort, limit: int
    ) -> Iterator[OrderSummary]:
        """Return the orders of all pages after a page."""
        while found.next is not None:
            found = self.search.after(self.domain_id, filters, sort, found.next, limit)
            assert len(found.orders) <= limit
            yield from found.orders


def some_of(values: list[Value]) -> st.SearchStrategy[frozenset[Value]]:
    return st.frozensets(st.sampled_from(values), max_size=3)


def one_of(values: list[Value], missing: Value) -> st.SearchStrategy[Value | None]:
    return st.none() | st.sampled_from([*values, missing])


parts = st.sampled_from(NUMBERS).flatmap(
    lambda number: st.tuples(st.integers(0, len(number)), st.sampled_from(NUMBERS)).map(
        lambda cut: [number[: cut[0]], number[cut[0] :], number.swapcase(), cut[1]][cut[0] % 4]
    )
)
values_of_filters: dict[str, st.SearchStrategy[Any]] = {
    "statuses": some_of(list(OrderStatus)),
    "payment_statuses": some_of(list(PaymentStatus)),
    "fulfillment_statuses": some_of(list(FulfillmentProgress)),
    "financial_statuses": some_of(list(FinancialStatus)),
    "customer_id": one_of(CUSTOMERS, "cus_%"),
    "store_id": one_of(STORE_IDS, "store_9"),
    "tag": one_of(TAGS, "vi"),
    "awb": one_of(sorted({*AWBS, *MORE_AWBS}), "1Z"),
    "created_from": st.none() | st.sampled_from(MOMENTS),
    "created_to": st.none() | st.sampled_from(MOMENTS),
    "updated_from": st.none() | st.sampled_from(MOMENTS),
    "updated_to": st.none() | st.sampled_from(MOMENTS),
    "total_min": st.none() | st.sampled_from(TOTALS),
    "total_max": st.none() | st.sampled_from(TOTALS),
    "country": one_of(["IN", "DE"], "XK"),
    "sku": one_of(SKUS, "TSH-RED"),
    "number_begins_or_ends_with": st.none() | parts,
    "words": st.none() | st.sampled_from(QUERIES),
    "external_id": one_of([("erp", "1:1"), ("ERP", "2:1"), ("erp", "5:1")], ("erp", "1")),
    "attribute": one_of(ATTRIBUTES, ("gift", "no")),
    "return_statuses": some_of(list(OrderReturnStatus)),
    "assignee": one_of(ASSIGNEES, "usr_9"),
    "unassigned": st.booleans(),
    "held": st.none() | st.booleans(),
    "late": st.none() | st.booleans(),
}
names = st.sets(
    st.sampled_from([each.name for each in fields(OrderFilters) if each.name != "at"]), max_size=3
)
moments = st.sampled_from(MOMENTS)


@st.composite
def filters(draw: st.DrawFn) -> OrderFilters:
    """Return at most three filters; more would hardly match anything."""
    found = OrderFilters(**{name: draw(values_of_filters[name]) for name in sorted(draw(names))})
    return evolve(found, at=draw(moments)) if found.needs_time else found


class OrderSearchPagesContract:
    """Contract of ``OrderSearch``'s pages. Needs a fixture ``shared_store`` of module scope."""

    @pytest.fixture(scope="class")
    @classmethod
    def listed(cls, shared_store: Store) -> Listed:
        """Fill two domains with equal orders, and search one of them."""
        domain_id, other = fresh_domain(), fresh_domain()
        orders = listed_orders(domain_id)
        keep(shared_store, *orders, *listed_orders(other))
        return Listed(shared_store.search, domain_id, orders)

    @settings(max_examples=100)
    @given(filters=filters(), sort=st.sampled_from(SORTS), limit=st.integers(1, 40))
    def test_keyset_pages_list_each_match_once_in_order(
        self, listed: Listed, filters: OrderFilters, sort: Sort, limit: int
    ) -> None:
        first, total = listed.page(filters, sort, 0, limit)
        pages = [*first.orders, *listed.following(first, filters, sort, limit)]

        matches = expected(listed.orders, filters, sort)
        assert pages == [summary(order) for order in matches]
        assert total == len(matches)

    @settings(max_examples=100)
    @given(
        filters=filters(),
        sort=st.sampled_from(SORTS),
        offset=st.integers(0, 45),
        limit=st.integers(1, 40),
    )
    def test_numbered_pages_are_slices_of_the_same_list(
        self, listed: Listed, filters: OrderFilters, sort: Sort, offset: int, limit: int
    ) -> None:
        page, total = listed.page(filters, sort, offset, limit)

        matches = expected(listed.orders, filters, sort)
        cut = matches[offset : offset + limit]
        assert page.orders == [summary(order) for order in cut]
        assert total == len(matches)
        assert (page.next is not None) == (offset + limit < len(matches) and bool(cut))

    @pytest.mark.parametrize(
        "filters",
        [
            OrderFilters(held=True),
            OrderFilters(held=False),
            OrderFilters(late=True),
            OrderFilters(late=False),
            OrderFilters(late=True, held=False, unassigned=True),
        ],
        ids=["held", "not held", "late", "not late", "to be sent by somebody"],
    )
    def test_holds_and_lateness_are_of_a_time(self, listed: Listed, filters: OrderFilters) -> None:
        for at in MOMENTS:
            as_of, sort = evolve(filters, at=at), Sort(SortKey.SHIP_BY, descending=False)
            first, total = listed.page(as_of, sort, 0, 5)
            pages = [*first.orders, *listed.following(first, as_of, sort, 5)]

            matches = expected(listed.orders, as_of, sort)
            assert [each["order_id"] for each in pages] == [order.id for order in matches]
            assert total == len(matches)

    @pytest.mark.parametrize(
        "statuses", [{"none"}, {"requested"}, {"returned", "in_progress"}, {"none", "returned"}]
    )
    def test_orders_are_found_by_their_returns(self, listed: Listed, statuses: set[str]) -> None:
        filters = OrderFilters(return_statuses=frozenset(map(OrderReturnStatus, statuses)))
        found, total = listed.page(filters, Sort(), 0, 100)

        matches = expected(listed.orders, filters, Sort())
        assert [each["order_id"] for each in found.orders] == [order.id for order in matches]
        assert total == len(matches) > 0

    @pytest.mark.parametrize("sort", SORTS, ids=str)
    def test_the_last_page_has_no_next_page(self, listed: Listed, sort: Sort) -> None:
        everything = OrderFilters()
        exactly_all, _ = listed.page(everything, sort, 0, len(listed.orders))
        one_less, _ = listed.page(everything, sort, 0, len(listed.orders) - 1)

        assert exactly_all.next is None
        assert one_less.next is not None
        rest = listed.search.after(listed.domain_id, everything, sort, one_less.next, 100)
        assert one_less.orders + rest.orders == exactly_all.orders
        assert rest.next is None

    def test_a_domain_without_orders_has_an_empty_page(self, listed: Listed) -> None:
        found, total = listed.search.page(fresh_domain(), OrderFilters(), Sort(), 0, 20)

        assert (found.orders, found.next, total) == ([], None, 0)

    def test_a_page_beyond_the_last_is_empty_with_the_total(self, listed: Listed) -> None:
        found, total = listed.page(OrderFilters(), Sort(), 10**12, 20)

        assert (found.orders, found.next, total) == ([], None, len(listed.orders))
