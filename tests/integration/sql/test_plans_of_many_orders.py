"""PostgreSQL's plans of pages in a large table."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from sqlalchemy import Engine, text

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.orders.order_mapping import attribute_digest
from seller_orders.application.ports.order_search import OrderFilters, Position, Sort
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.integration.sql.explaining import explained_batch
from tests.integration.sql.many_orders import MODEL, insert_copies
from tests.integration.sql.test_query_plans import BY_FILTER, BY_TIME, MOMENT
from tests.support.servers import fresh_database

# bench/ measures a million orders, which take minutes to insert.
SIZES: Final = (10_000, 50_000)
PAGE: Final = 20
ANALYZED: Final = (
    *("orders", "order_tags", "order_attributes", "order_external_ids", "order_awbs"),
    *("order_counts", "fulfillments"),
)

ORDERS: Final = insert_copies(
    order_id="'ord_' || n",
    order_number="'N' || n",
    number_folded="'n' || n",
    number_reversed="reverse('n' || n)",
    status="(ARRAY['pending', 'delivered', 'delivered', 'delivered', 'shipped'])[1 + n % 5]",
    customer_id="'cus_' || n % 50",
    store_id="'store_' || n % 7",
    created_at="timestamptz '2025-01-01Z' + n * interval '1 minute'",
    updated_at="timestamptz '2025-01-01Z' + n * 7919 % 600000 * interval '1 minute'",
)
TAGS: Final = text(
    """
    INSERT INTO order_tags (domain_id, order_id, tag)
    SELECT 'dom_1', 'ord_' || n, tag
    FROM generate_series(1, :size) AS n, (VALUES ('gift', 3), ('vip', 40)) AS t (tag, one_in)
    WHERE n % one_in = 0
    """
)
ATTRIBUTES: Final = text(
    """
    INSERT INTO order_attributes (domain_id, order_id, digest)
    SELECT 'dom_1', 'ord_' || n, digest
    FROM generate_series(1, :size) AS n, (VALUES (:yes, 3), (:no, 40)) AS t (digest, one_in)
    WHERE n % one_in = 0
    """
)
LOOK_UPS: Final = (
    """
    INSERT INTO order_external_ids (domain_id, order_id, system, external_id)
    SELECT 'dom_1', 'ord_' || n, 'erp', 'SO-' || n FROM generate_series(1, :size) AS n
    """,
    """
    INSERT INTO order_awbs (domain_id, order_id, awb)
    SELECT 'dom_1', 'ord_' || n, '1Z' || n FROM generate_series(1, :size) AS n
    """,
)


@pytest.fixture(scope="module", params=SIZES)
def full(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on a database with many orders of one domain, and current statistics."""
    with fresh_database() as url:
        engine = open_engine(url)
        keep(sql_store(engine), order(MODEL, tags=("vip",), store_id="store_1"))
        unheard = engine.execution_options(unheard=True)
        with transaction(unheard, tenant="dom_1", writes=True) as connection:
            connection.execute(ORDERS, {"domain_id": "dom_1", "size": request.param})
            # With statistics the trigger on tags finds orders by index.
            connection.exec_driver_sql("ANALYZE orders")
            connection.execute(TAGS, {"size": request.param})
            digests = {each: attribute_digest("gift", each) for each in ("yes", "no")}
            connection.execute(ATTRIBUTES, {"size": request.param} | digests)
            for statement in LOOK_UPS:
                connection.execute(text(statement), {"size": request.param})
            connection.commit()
        with unheard.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {', '.join(ANALYZED)}")
        yield engine
        engine.dispose()


def plan(engine: Engine, filters: OrderFilters, sort: Sort, position: Position) -> dict[str, Any]:
    """PostgreSQL's executed plan of the page after a position."""
    search = sql_store(engine).search
    search.after("dom_1", filters, sort, position, PAGE)
    with statements(engine) as executed:
        search.after("dom_1", filters, sort, position, PAGE)
    ((_, batch),) = executed
    unheard = engine.execution_options(unheard=True)
    with transaction(unheard, tenant="dom_1") as connection:
        ((whole,),) = explained_batch(connection, batch, "EXPLAIN (ANALYZE, FORMAT JSON)")
    root: dict[str, Any] = whole[0]["Plan"]
    return root


def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for each in node.get("Plans", ()):
        yield from nodes(each)


@BY_TIME
@BY_FILTER
@pytest.mark.parametrize("place", ["first", "middle"])
def test_a_page_reads_only_its_rows_from_an_index(
    full: Engine, filters: OrderFilters, sort: Sort, place: str
):
    ends = {True: datetime(2099, 1, 1, tzinfo=UTC), False: datetime(1999, 1, 1, tzinfo=UTC)}
    begins = Position(MOMENT if place == "middle" else ends[sort.descending], "ord_5")

    for node in nodes(plan(full, filters, sort, begins)):
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

    for node in nodes(plan(full, filters, sort, begins)):
        assert node["Node Type"] != "Seq Scan" or node["Relation Name"] == "fulfillments", node
        assert node["Actual Rows"] * node["Actual Loops"] <= 1, node
