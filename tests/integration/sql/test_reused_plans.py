"""Plans that PostgreSQL reuses: planning a change's statements costs as much as executing them."""

from collections.abc import Iterator
from typing import Final

import pytest
from returns.pipeline import is_successful
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.support.servers import fresh_database

_EXECUTIONS: Final = 6
"""PostgreSQL plans five executions before it considers reusing a plan."""
_ORDERS: Final = 300
_UNUSED: Final = "SELECT statement FROM pg_prepared_statements WHERE generic_plans = 0"


@pytest.fixture
def engine() -> Iterator[Engine]:
    with fresh_database() as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def planned_each_time(engine: Engine) -> list[str]:
    """The prepared statements without a reused plan, on the connection used last."""
    with transaction(engine) as connection:
        return list(connection.exec_driver_sql(_UNUSED).scalars())


@pytest.fixture
def store(engine: Engine) -> WholeStore:
    """A store with so many orders that the planner uses indexes."""
    store = sql_store(engine)
    keep(store, *(order(f"ord_{n}") for n in range(_ORDERS)))
    with transaction(engine) as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return store


def move(store: WholeStore, status: OrderStatus, number: int) -> None:
    with store.begin("dom_1") as tx:
        found = tx.orders.get("dom_1", f"ord_{number}").unwrap()
        tx.orders.save(found.move_to(status, change()))
        tx.commit()


def test_the_read_of_one_order_reuses_its_plan(engine: Engine, store: WholeStore):
    for _ in range(_EXECUTIONS):
        assert is_successful(store.reader.detail("dom_1", "ord_1"))

    assert planned_each_time(engine) == []


def test_statements_of_a_change_reuse_their_plans(engine: Engine, store: WholeStore):
    for number in range(_EXECUTIONS):
        move(store, OrderStatus.CONFIRMED, number)

    assert planned_each_time(engine) == []
