"""Round trips of writes that change an order's words."""

import pytest
from attrs import evolve
from sqlalchemy import Engine

from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements

# On PostgreSQL the words are in the batch of the order's other rows.
MORE = {"sqlite": 2, "postgresql": 0}


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


def statements_of_saving(engine: Engine, store: WholeStore, size: int, *, renames: bool) -> int:
    """Return the number of statements that save a new tag of orders, and a new name."""
    order_ids = [f"ord_{renames}_{size}_{n}" for n in range(size)]
    keep(store, *map(order, order_ids))
    with store.begin("dom_1") as tx:
        changed = [
            each.add_tags(("vip",), change(each.version + 1))
            for each in tx.orders.get_many("dom_1", order_ids).values()
        ]
        if renames:
            changed = [evolve(each, customer=Customer(id="c", name="Zoë")) for each in changed]
        with statements(engine) as seen:
            tx.orders.save(*changed)
        tx.commit()
    return len(seen)


def test_words_take_constant_statements(either_engine: Engine, store: WholeStore):
    dialect = either_engine.dialect.name
    plain = statements_of_saving(either_engine, store, 1, renames=False)
    few, many = (
        statements_of_saving(either_engine, store, size, renames=True) for size in (2, 200)
    )

    assert statements_of_saving(either_engine, store, 1, renames=True) == plain + MORE[dialect]
    assert many == few


def test_adding_orders_takes_constant_statements(either_engine: Engine, store: WholeStore):
    counts = []
    for size in (2, 200):
        with statements(either_engine) as seen, store.begin("dom_1") as tx:
            tx.orders.add(*(order(f"ord_{size}_{n}") for n in range(size)))
            counts.append(len(seen))
            tx.commit()

    assert counts[0] == counts[1]
