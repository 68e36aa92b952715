"""SQLite's plans of order lists: each filter uses an index."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from seller_orders.application.ports.order_search import (
    OrderFilters,
    OrderSearch,
    Position,
    Sort,
    SortKey,
)
from seller_orders.application.ports.refund_search import RefundPosition
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.payment import FinancialStatus, PaymentStatus, RefundStatus
from seller_orders.domain.status import FulfillmentProgress, OrderStatus
from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import fulfillment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.integration.sql.counting import statements
from tests.integration.sql.explaining import plans

MOMENT = datetime(2025, 6, 1, tzinfo=UTC)
FILTERS: dict[str, OrderFilters] = {
    "none": OrderFilters(),
    "status": OrderFilters(statuses=frozenset({OrderStatus.PENDING})),
    "payment_status": OrderFilters(payment_statuses=frozenset({PaymentStatus.PAID})),
    "fulfillment_status": OrderFilters(
        fulfillment_statuses=frozenset({FulfillmentProgress.PARTIAL})
    ),
    "financial_status": OrderFilters(financial_statuses=frozenset({FinancialStatus.PAID})),
    "customer_id": OrderFilters(customer_id="cus_1"),
    "store_id": OrderFilters(store_id="store_1"),
    "country": OrderFilters(country="IN"),
    "tag": OrderFilters(tag="vip"),
    "attribute": OrderFilters(attribute=("gift", "yes")),
    "return_status": OrderFilters(return_statuses=frozenset({OrderReturnStatus.REQUESTED})),
    "assignee": OrderFilters(assignee="usr_7"),
    "unassigned": OrderFilters(unassigned=True),
    "held": OrderFilters(held=True, at=MOMENT),
    "not_held": OrderFilters(held=False, at=MOMENT),
    "not_late": OrderFilters(late=False, at=MOMENT),
    "awb": OrderFilters(awb="1Z999"),
    "external_id": OrderFilters(external_id=("erp", "SO-17")),
}
RANGES = {
    "updated_from": OrderFilters(updated_from=MOMENT),
    "updated_to": OrderFilters(updated_to=MOMENT),
    "total_min": OrderFilters(total_min=Decimal(100)),
    "total_max": OrderFilters(total_max=Decimal(100)),
}
DATES = {
    "date_from": OrderFilters(created_from=MOMENT),
    "date_to": OrderFilters(created_to=MOMENT),
}
TIME_SORTS = [
    Sort(key, descending)
    for key in (SortKey.CREATED_AT, SortKey.UPDATED_AT)
    for descending in (True, False)
]
BY_TIME = pytest.mark.parametrize("sort", TIME_SORTS, ids=lambda s: f"{s.key}-{s.descending}")
# Few match an AWB or an external id: they are found by index and then sorted (see below).
FEW_MATCH = {"awb", "external_id"}
SORTED_BY_INDEX = {name: filters for name, filters in FILTERS.items() if name not in FEW_MATCH}
BY_FILTER = pytest.mark.parametrize("filters", SORTED_BY_INDEX.values(), ids=SORTED_BY_INDEX)


def plans_of_page(
    engine: Engine, search: OrderSearch, filters: OrderFilters, sort: Sort
) -> list[str]:
    with statements(engine) as executed:
        search.page("dom_1", filters, sort, 0, 20)
    return plans(engine, executed)


@pytest.fixture
def search(store: WholeStore) -> OrderSearch:
    found_by_all = order(
        tags=("vip",),
        attributes={"gift": "yes"},
        external_ids={"erp": "SO-17"},
        created_at=MOMENT,
        customer=Customer(id="cus_1", name="Anjali"),
        fulfillments=(fulfillment(pasta=1),),
    )
    keep(store, found_by_all)
    return store.search


@BY_TIME
@BY_FILTER
def test_pages_neither_scan_nor_sort_all_orders(
    engine: Engine, search: OrderSearch, filters: OrderFilters, sort: Sort
):
    with statements(engine) as executed:
        search.page("dom_1", filters, sort, 0, 20)
        search.after("dom_1", filters, sort, Position(MOMENT, "ord_5"), 20)

    found = plans(engine, executed)
    assert len(found) == 2
    for plan in found:
        assert "SCAN orders" not in plan
        assert "TEMP B-TREE" not in plan
        assert "SEARCH orders USING" in plan


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("filters", DATES.values(), ids=DATES)
def test_date_filters_are_a_range_of_the_sort_index(
    engine: Engine, search: OrderSearch, filters: OrderFilters, descending: bool
):
    plan = plans_of_page(engine, search, filters, Sort(SortKey.CREATED_AT, descending))[-1]

    assert "ix_orders_listed_created_at (domain_id=? AND created_at" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("filters", DATES.values(), ids=DATES)
def test_date_filters_use_an_index_for_any_sort(
    engine: Engine, search: OrderSearch, filters: OrderFilters
):
    """No index has a range of one time sorted by another, so the matches are sorted."""
    plan = plans_of_page(engine, search, filters, Sort(SortKey.UPDATED_AT))[-1]

    assert "ix_orders_listed_created_at (domain_id=? AND created_at" in plan


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("name", RANGES)
def test_ranges_are_of_their_sort_index(
    engine: Engine, search: OrderSearch, name: str, descending: bool
):
    column = "total" if name.startswith("total") else "updated_at"
    plan = plans_of_page(engine, search, RANGES[name], Sort(SortKey(column), descending))[-1]

    assert f"ix_orders_listed_{column} (domain_id=? AND {column}" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    "name",
    [
        *("status", "payment_status", "customer_id", "store_id", "country"),
        *("return_status", "assignee"),
    ],
)
def test_each_filter_uses_its_own_index(engine: Engine, search: OrderSearch, name: str):
    page = plans_of_page(engine, search, FILTERS[name], Sort())[-1]

    assert f"ix_orders_listed_{name}_created_at (domain_id=? AND {name}=?)" in page


def test_held_orders_are_an_index_of_their_own(engine: Engine, search: OrderSearch):
    page = plans_of_page(engine, search, FILTERS["held"], Sort())[-1]

    assert "ix_orders_listed_held_created_at (domain_id=?)" in page
    # The total, too, reads held orders only.
    assert page.count("ix_orders_listed_held_") == 2


@pytest.mark.parametrize("sort", [Sort(key, False) for key in SortKey], ids=str)
def test_late_orders_are_a_range_of_their_index(engine: Engine, search: OrderSearch, sort: Sort):
    """The total and the page read late orders only; all but those by ship_by are sorted."""
    page = plans_of_page(engine, search, OrderFilters(late=True, at=MOMENT), sort)[-1]

    index = "ix_orders_listed_late_ship_by (domain_id=? AND ship_by<?)"
    assert page.count(index) >= 2, page
    assert "SCAN orders" not in page


def test_an_awb_filter_does_not_scan_the_domain(engine: Engine, search: OrderSearch):
    """An AWB usually has one order, and a scan would grow with the domain."""
    page = plans_of_page(engine, search, FILTERS["awb"], Sort())[-1]

    assert "ix_fulfillments_domain_id_awb (domain_id=? AND awb=?)" in page
    assert "ix_order_awbs_domain_id_awb_order_id (domain_id=? AND awb=?)" in page
    assert "ix_orders_listed_created_at (domain_id=?)" not in page


def test_an_external_id_is_found_by_its_key(engine: Engine, search: OrderSearch):
    page = plans_of_page(engine, search, FILTERS["external_id"], Sort())[-1]

    assert "order_external_ids_2 (domain_id=? AND system=? AND external_id=?)" in page
    assert "ix_orders_listed_created_at (domain_id=?)" not in page


def test_number_search_uses_the_indexes_of_both_ends(engine: Engine, search: OrderSearch):
    filters = OrderFilters(number_begins_or_ends_with="ord")

    (plan,) = plans_of_page(engine, search, filters, Sort())

    assert "SCAN orders" not in plan
    # Once for the count and once for the page.
    assert plan.count("ix_orders_listed_number_folded (domain_id=? AND number_folded>?") == 2
    assert plan.count("ix_orders_listed_number_reversed (domain_id=? AND number_reversed>?") == 2


def test_the_next_page_starts_at_its_index_position(engine: Engine, search: OrderSearch):
    """Every page costs the same."""
    with statements(engine) as executed:
        search.after("dom_1", OrderFilters(), Sort(), Position(MOMENT, "ord_5"), 20)

    (plan,) = plans(engine, executed)
    assert "(domain_id=? AND (created_at,order_id)<(?,?))" in plan


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        (Sort(SortKey.TOTAL), "total (domain_id=?)"),
        (Sort(SortKey.ORDER_NUMBER), "number_key (domain_id=? AND number_key>?)"),
        (Sort(SortKey.SHIP_BY), "ship_by (domain_id=? AND ship_by>?)"),
    ],
    ids=str,
)
def test_other_sorts_use_their_own_index(
    engine: Engine, search: OrderSearch, sort: Sort, index: str
):
    page = plans_of_page(engine, search, OrderFilters(), sort)[-1]

    assert f"ix_orders_listed_{index}" in page
    assert "SCAN orders" not in page


def test_a_sku_and_words_are_found_by_index(engine: Engine, search: OrderSearch):
    by_sku, by_words = (
        plans_of_page(engine, search, each, Sort())[-1]
        for each in (OrderFilters(sku="sku-pasta"), OrderFilters(words="anjali pasta"))
    )

    assert "ix_order_lines_domain_id_sku_order_id (domain_id=? AND sku=?" in by_sku
    assert "SCAN order_words_index VIRTUAL TABLE INDEX 0:M" in by_words
    for page in (by_sku, by_words):
        assert "SCAN orders" not in page


@pytest.mark.parametrize("follows", [False, True])
def test_a_page_of_refunds_is_an_index_range(engine: Engine, store: WholeStore, follows: bool):
    """There is one range for each status, so no page reads or sorts all refunds."""
    place = RefundPosition(MOMENT, "ord_5", "rfd_5") if follows else None
    with statements(engine) as executed:
        store.refunds.find("dom_1", frozenset(RefundStatus), 20, place)

    (plan,) = plans(engine, executed)
    index = "ix_refunds_domain_id_status_created_at_order_id_refund_id (domain_id=? AND status=?"
    assert plan.count(index) == len(RefundStatus)
    assert "SCAN refunds" not in plan
    assert "SCAN orders" not in plan


def test_due_orders_are_read_from_their_own_indexes(engine: Engine, store: WholeStore):
    with statements(engine) as executed:
        store.due.expired_holds(MOMENT)
        store.due.late_orders(MOMENT)

    release, late = plans(engine, executed)
    assert "USING COVERING INDEX ix_orders_due_release (next_release_at>? AND" in release
    assert "SEARCH orders USING INDEX ix_orders_due_lateness (ship_by>? AND" in late
    assert "TEMP B-TREE" not in release + late
