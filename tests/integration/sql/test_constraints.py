"""What the database itself refuses, were the domain ever to let it through."""

from typing import Any

import pytest
from sqlalchemy import Engine, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from seller_orders.adapters.outbound.sql.tables import (
    fulfillments,
    order_lines,
    order_tags,
    orders,
    refunds,
    restocks,
    timeline,
)
from seller_orders.application.ports.unit_of_work import WriteConflictError
from tests.contracts.steps import keep, order
from tests.contracts.stores import Store
from tests.unit.domain.samples import CREATED, fulfillment, payment, refund


@pytest.fixture(autouse=True)
def one_order(store: Store) -> None:
    """A total of 250: 250 captured, 100 refunded; two pasta ordered, one fulfilled."""
    whole = order(
        payment=payment("paid", 250, (refund(100),)),
        fulfillments=(fulfillment(pasta=1),),
        tags=("vip",),
    )
    keep(store, whole)


def set_to(engine: Engine, table: Table, **values: int) -> None:
    with engine.begin() as connection:
        connection.execute(update(table).values(values))


@pytest.mark.parametrize(
    ("table", "values", "name"),
    [
        (orders, {"refunded": 2_500_001}, "money"),
        (orders, {"refunded": -1}, "money"),
        (orders, {"captured": 2_500_001}, "money"),
        (orders, {"captured": 999_999}, "money"),
        (orders, {"total": 2_499_999}, "money"),
        (orders, {"version": 0}, "version"),
        (order_lines, {"fulfilled": 3}, "quantities"),
        (order_lines, {"fulfilled": -1}, "quantities"),
        (order_lines, {"quantity": 0, "fulfilled": 0}, "quantities"),
        (order_lines, {"selling_price": -1}, "price"),
        (refunds, {"amount": -1}, "amount"),
    ],
)
def test_figures_that_must_never_be_are_refused(
    engine: Engine, table: Table, values: dict[str, int], name: str
):
    with pytest.raises(IntegrityError, match=f"CHECK constraint failed: .*ck_{table.name}_{name}"):
        set_to(engine, table, **values)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (orders, {"refunded": 2_500_000}),
        (orders, {"refunded": 0}),
        (orders, {"captured": 1_000_000}),
        (order_lines, {"fulfilled": 1}),
        (order_lines, {"selling_price": 0}),
    ],
)
def test_figures_at_the_very_edge_are_taken(engine: Engine, table: Table, values: dict[str, int]):
    set_to(engine, table, **values)


def test_a_number_is_used_once_a_domain(store: Store):
    keep(store, order("ord_2", "dom_2", number="ord_1"))

    with pytest.raises(WriteConflictError, match="UNIQUE constraint failed"):
        keep(store, order("ord_3", "dom_1", number="ord_1"))


def test_an_id_is_used_once_a_domain(store: Store):
    with pytest.raises(WriteConflictError, match="UNIQUE constraint failed"):
        keep(store, order("ord_1", "dom_1", number="another"))


def test_a_line_is_restocked_once(store: Store, engine: Engine):
    row = {"domain_id": "dom_1", "order_id": "ord_1", "line_id": "pasta", "sku": "p"}
    restocked = insert(restocks).values(**row, quantity=2, restocked_at=CREATED)

    with engine.begin() as connection:
        connection.execute(restocked)
    with pytest.raises(WriteConflictError, match="UNIQUE"), engine.begin() as connection:
        connection.execute(restocked)

    assert store.restocked() == [("dom_1", "ord_1", "pasta", 2)]


@pytest.mark.parametrize(
    "table", [order_lines, fulfillments, refunds, timeline, order_tags, restocks], ids=str
)
def test_a_part_belongs_to_an_order_of_its_own_domain(engine: Engine, table: Table):
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), engine.begin() as connection:
        connection.execute(insert(table).values(part_of(table, "dom_2", "ord_1")))


@pytest.mark.parametrize("table", [order_lines, fulfillments, refunds, order_tags], ids=str)
def test_an_order_does_not_go_while_it_has_parts(engine: Engine, table: Table):
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table))

        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            connection.execute(orders.delete())


def part_of(table: Table, domain_id: str, order_id: str) -> dict[str, Any]:
    """A row that breaks no other rule of its table."""
    required = [column for column in table.columns if not column.nullable]
    usual = {int: 1, str: "x", dict: {}, list: []}
    row = {
        column.name: CREATED
        if column.name in {"at", "created_at", "updated_at", "restocked_at"}
        else usual.get(_python_type(column), [])
        for column in required
    }
    return row | {"domain_id": domain_id, "order_id": order_id}


def _python_type(column: Any) -> type:
    kind: type = column.type.python_type
    return kind
