"""PostgreSQL's plans of pages in a large table."""

import os
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.reaping.due_changes import SqlDueChanges
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort, SortKey
from seller_orders.domain.order_return import OrderReturnStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.integration.sql.executed_plan import PAGE, executed_plan, nodes
from tests.integration.sql.explaining import plans
from tests.integration.sql.many_orders import MODEL, insert_copies
from tests.integration.sql.searchable_rows import fill
from tests.integration.sql.test_query_plans import BY_FILTER, BY_TIME, MOMENT
from tests.support.servers import fresh_database

# bench/ measures a million orders, which take minutes to insert.
SIZES: Final = (10_000, 50_000) if os.environ.get("EVERY_SIZE") else (10_000,)
RETURNED: Final = OrderReturnStatus.RETURNED
START: Final = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=SIZES)
def full(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on a database with many orders of one domain, and current statistics."""
    with fresh_database() as url:
        engine = open_engine(url)
        fill(engine, request.param)
        yield engine
        engine.dispose()


@BY_TIME
@BY_FILTER
@pytest.mark.parametrize("place", ["first", "middle"])
def test_a_page_reads_only_its_rows_from_an_index(
    full: Engine, filters: OrderFilters, sort: Sort, place: str
):
    ends = {True: datetime(2099, 1, 1, tzinfo=UTC), False: datetime(1999, 1, 1, tzinfo=UTC)}
    begins = Position(MOMENT if place == "middle" else ends[sort.descending], "ord_5")

    for node in nodes(executed_plan(full, filters, sort, begins)):
        is_of_orders = node.get("Relation Name") in {"orders", "order_tags", "order_attributes"}
        is_small = node["Actual Rows"] * node["Actual Loops"] <= PAGE + 1
        assert not (is_of_orders and node["Node Type"] == "Seq Scan"), node
        assert not (node["Node Type"] == "Sort" and not is_small), node
        assert not is_of_orders or is_small, node


@BY_TIME
@pytest.mark.parametrize(
    "filters",
    [OrderFilters(awb="1Z5000"), OrderFilters(external_id=("erp", "SO-5000"))],
    ids=["awb", "external_id"],
)
def test_a_filter_with_few_matches_reads_only_these(
    full: Engine, filters: OrderFilters, sort: Sort
):
    begins = Position(datetime(2099 if sort.descending else 1999, 1, 1, tzinfo=UTC), "ord_5")

    for node in nodes(executed_plan(full, filters, sort, begins)):
        assert node["Node Type"] != "Seq Scan" or node["Relation Name"] == "fulfillments", node
        assert node["Actual Rows"] * node["Actual Loops"] <= 1, node


def rows_read(executed: dict[str, Any], tables: Collection[str]) -> int:
    """Return the number of rows that a plan read from tables, and filtered."""
    return sum(
        (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
        for node in nodes(executed)
        if node.get("Relation Name") in tables
    )


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        (SortKey.ORDER_NUMBER, "N45000"),
        (SortKey.SHIP_BY, START + timedelta(minutes=5_000)),
        (SortKey.TOTAL, 50_000_000),
    ],
    ids=str,
)
def test_a_page_of_another_sort_reads_only_its_rows(
    full: Engine, key: SortKey, value: Any, descending: bool
):
    executed = executed_plan(full, OrderFilters(), Sort(key, descending), Position(value, "ord_5"))

    # Orders without the key are a second part.
    assert rows_read(executed, {"orders"}) <= 2 * (PAGE + 1)
    assert all(node["Node Type"] != "Seq Scan" for node in nodes(executed))


RANGES: Final = {
    "updated": (
        OrderFilters(updated_from=START + timedelta(days=9), updated_to=START + timedelta(days=10)),
        SortKey.UPDATED_AT,
        START + timedelta(days=10),
    ),
    "total": (OrderFilters(total_min=Decimal(4_000), total_max=Decimal(5_000)), SortKey.TOTAL, 0),
}


@pytest.mark.parametrize(("filters", "key", "value"), RANGES.values(), ids=RANGES)
def test_a_range_is_read_in_the_sequence_of_its_index(
    full: Engine, filters: OrderFilters, key: SortKey, value: Any
):
    descending = key is SortKey.UPDATED_AT
    executed = executed_plan(full, filters, Sort(key, descending), Position(value, "z"))

    assert rows_read(executed, {"orders"}) <= PAGE + 1
    assert all(node["Node Type"] not in {"Seq Scan", "Sort"} for node in nodes(executed))


@pytest.mark.parametrize("descending", [True, False])
def test_late_orders_are_read_in_the_sequence_of_their_index(full: Engine, descending: bool):
    """An order in ten can be late; in the others nothing remains, or they are closed."""
    filters = OrderFilters(late=True, at=START + timedelta(minutes=8_000))
    begins = Position(START + timedelta(minutes=5_000), "ord_5")
    executed = executed_plan(full, filters, Sort(SortKey.SHIP_BY, descending), begins)

    assert rows_read(executed, {"orders"}) <= PAGE + 1
    assert all(node["Node Type"] != "Seq Scan" for node in nodes(executed))


@BY_TIME
def test_only_late_orders_are_sorted_by_time(full: Engine, sort: Sort):
    filters = OrderFilters(late=True, at=START + timedelta(minutes=200))
    begins = Position(datetime(2099 if sort.descending else 1999, 1, 1, tzinfo=UTC), "ord_5")
    executed = executed_plan(full, filters, sort, begins)

    assert rows_read(executed, {"orders"}) == 19


@pytest.mark.parametrize(
    "filters",
    [
        OrderFilters(return_statuses=frozenset({RETURNED, OrderReturnStatus.REQUESTED})),
        OrderFilters(held=True, assignee="usr_7", at=MOMENT),
        OrderFilters(assignee="usr_7", statuses=frozenset({OrderStatus.PENDING})),
    ],
    ids=["return_statuses", "held and assignee", "assignee and status"],
)
def test_combinations_never_scan_all_orders(full: Engine, filters: OrderFilters):
    executed = executed_plan(full, filters, Sort(), Position(MOMENT, "ord_5"))

    assert rows_read(executed, {"orders"}) <= 50 * (PAGE + 1)
    assert all(node["Node Type"] != "Seq Scan" for node in nodes(executed))


@pytest.mark.parametrize(
    "filters",
    [
        OrderFilters(updated_from=START, updated_to=START + timedelta(minutes=60)),
        OrderFilters(total_min=Decimal(4_000), total_max=Decimal(4_010)),
        OrderFilters(sku="SKU-5000"),
        OrderFilters(number_begins_or_ends_with="n5000"),
    ],
    ids=["updated", "total", "sku", "number"],
)
def test_the_few_matches_of_a_filter_are_sorted(full: Engine, filters: OrderFilters):
    executed = executed_plan(full, filters, Sort(), Position(MOMENT, "ord_5"))

    assert rows_read(executed, {"orders", "order_lines"}) <= 30


def test_a_page_of_a_common_sku_reads_few_orders(full: Engine):
    executed = executed_plan(full, OrderFilters(sku="TSH"), Sort(), Position(MOMENT, "ord_5"))

    assert rows_read(executed, {"orders", "order_lines"}) <= 10 * PAGE


@BY_TIME
@pytest.mark.parametrize("words", ["cotton", "n", "cotton n"])
def test_a_page_of_a_common_word_reads_the_next_orders(full: Engine, words: str, sort: Sort):
    begins = Position(datetime(2099 if sort.descending else 1999, 1, 1, tzinfo=UTC), "ord_5")
    executed = executed_plan(full, OrderFilters(words=words), sort, begins)

    assert all(node.get("Index Name") != "ix_order_words_words" for node in nodes(executed))
    assert rows_read(executed, {"orders", "order_words"}) <= 4 * (PAGE + 1)


@BY_TIME
@pytest.mark.parametrize("words", ["n5000", "n5000 cotton"])
def test_a_rare_word_is_found_by_the_index_of_words(full: Engine, words: str, sort: Sort):
    begins = Position(datetime(2099 if sort.descending else 1999, 1, 1, tzinfo=UTC), "ord_5")
    executed = executed_plan(full, OrderFilters(words=words), sort, begins)

    assert any(node.get("Index Name") == "ix_order_words_words" for node in nodes(executed))
    # The next thousand orders by index, each one's words, and the orders that match.
    assert rows_read(executed, {"orders", "order_words"}) <= 2_100
    assert all(node["Node Type"] != "Seq Scan" for node in nodes(executed))


def test_due_orders_are_found_by_their_own_indexes(full: Engine):
    due = SqlDueChanges(full)
    with statements(full) as executed:
        due.expired_holds(START)
        due.late_orders(START + timedelta(minutes=5_000))

    found = "\n".join(plans(full, executed))
    assert "ix_orders_due_release" in found
    assert "ix_orders_due_lateness" in found
    assert "Seq Scan on orders" not in found
    assert "Sort" not in found


@pytest.mark.parametrize("is_recorded", [True, False], ids=["recorded", "not recorded"])
def test_recorded_lateness_costs_no_search(is_recorded: bool):
    """Of 2,000 orders that stay late none is read."""
    with fresh_database() as url:
        engine = open_engine(url)
        keep(sql_store(engine), order(MODEL))
        insert = insert_copies(
            order_id="'ord_' || n",
            order_number="'N' || n",
            ship_by="model.created_at",
            late_ship_by="model.created_at" if is_recorded else "NULL",
        )
        unheard = engine.execution_options(unheard=True)
        with transaction(unheard, tenant="dom_1", writes=True) as connection:
            connection.execute(insert, {"domain_id": "dom_1", "size": 2_000})
            connection.commit()
        with unheard.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (ANALYZE) orders")
        with statements(engine) as executed:
            SqlDueChanges(engine).late_orders(datetime(2099, 1, 1, tzinfo=UTC))
        with transaction(unheard, tenant=TenantScope.DUE_CHANGES) as connection:
            ((text, values),) = executed
            whole = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", values)
            plan = whole.scalar_one()[0]["Plan"]
        engine.dispose()

    assert any(node.get("Index Name") == "ix_orders_due_lateness" for node in nodes(plan))
    assert rows_read(plan, {"orders"}) == (0 if is_recorded else 100)
