"""A search on a host's engine gets a plan for its values, not a generic plan."""

from pathlib import Path

from sqlalchemy import text

from seller_orders import ListOrders, OrderFilters, OrderStatus, Sort, SortKey, embed
from tests.integration.embedding.hosts import plain_postgresql

DEAREST_SHIPPED = ListOrders(
    domain_id="dom_1",
    filters=OrderFilters(statuses=frozenset({OrderStatus.SHIPPED}), store_id="store_1"),
    sort=Sort(SortKey.TOTAL),
)
GENERIC = text("SELECT sum(generic_plans) FROM pg_prepared_statements WHERE statement ~ 'store_id'")
MORE_THAN_THE_PREPARE_THRESHOLD = 20


def test_an_unindexed_sort_never_gets_a_generic_plan(tmp_path: Path):
    with plain_postgresql(tmp_path) as host:
        orders = embed(host)
        for _ in range(MORE_THAN_THE_PREPARE_THRESHOLD):
            orders.list_orders(DEAREST_SHIPPED)

        with host.connect() as connection:
            connection = connection.execution_options(unheard=True)
            assert connection.scalar(GENERIC) == 0
            assert connection.scalar(text("SHOW plan_cache_mode")) == "auto"


def test_the_hosts_transaction_keeps_its_plan_cache_mode(tmp_path: Path):
    with plain_postgresql(tmp_path) as host, host.connect() as connection:
        embed(host).within(connection).list_orders(DEAREST_SHIPPED)

        assert connection.scalar(text("SHOW plan_cache_mode")) == "auto"
