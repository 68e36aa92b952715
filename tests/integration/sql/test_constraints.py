"""Constraints of the database, as a second check behind the domain's."""

from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, Executable, Table, delete, func, insert, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.refunds.manual_refunds import SqlManualRefunds
from seller_orders.adapters.outbound.sql.schema.key_tables import idempotency_keys
from seller_orders.adapters.outbound.sql.schema.order_tables import (
    fulfillments,
    order_lines,
    orders,
    restocks,
    timeline,
)
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, refunds_due, tenders
from seller_orders.adapters.outbound.sql.schema.search_tables import (
    order_attributes,
    order_awbs,
    order_external_ids,
    order_tags,
)
from seller_orders.application.ports.outbox import MessageExistsError
from seller_orders.application.ports.unit_of_work import StoreRefusedError, WriteConflictError
from seller_orders.domain.tender import Tender
from seller_orders.domain.values import Tracking
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.payment_provider import REQUEST
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.sample_order import CREATED, fulfillment, inr, payment, refund
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, message, order

# The databases have different messages.
UNIQUE = "(?i)unique constraint"
FOREIGN_KEY = "(?i)foreign ?key"


@pytest.fixture
def engine(either_engine: Engine) -> Engine:
    return either_engine


@pytest.fixture(autouse=True)
def one_order(store: WholeStore, engine: Engine) -> None:
    """A total of 250: 250 captured, 100 refunded, 12.50 due; two pasta ordered, one fulfilled."""
    shipped = fulfillment(pasta=1)
    more = evolve(shipped.shipment, more_tracking=(Tracking(awb="1Z-2"),))
    whole = order(
        payment=evolve(
            payment("paid", 250, (refund(100),)),
            tenders=(Tender(id="tnd_1", method="card", amount=inr(250)),),
        ),
        fulfillments=(evolve(shipped, shipment=more),),
        tags=("vip",),
        attributes={"gift": "yes"},
        external_ids={"erp": "SO-17"},
    )
    keep(store, whole)
    SqlManualRefunds(engine, SettableClock()).refund(REQUEST)


def execute(engine: Engine, statement: Executable, domain_id: str = "dom_1") -> None:
    with transaction(engine, tenant=domain_id, writes=True) as connection:
        connection.execute(statement)
        connection.commit()


def set_to(engine: Engine, table: Table, **values: int) -> None:
    execute(engine, update(table).where(table.c.domain_id == "dom_1").values(values))


@pytest.mark.parametrize(
    ("table", "values", "name"),
    [
        (orders, {"refunded": 2_500_001}, "money"),
        (orders, {"refunded": -1}, "money"),
        (orders, {"captured": 999_999}, "money"),
        (orders, {"version": 0}, "version"),
        (order_lines, {"fulfilled": 3}, "(quantities|cancelled)"),
        (order_lines, {"fulfilled": -1}, "quantities"),
        (order_lines, {"quantity": 0, "fulfilled": 0}, "quantities"),
        (order_lines, {"selling_price": -1}, "price"),
        (order_lines, {"selling_price_millionths": -1}, "amounts"),
        (order_lines, {"selling_price_millionths": 100}, "amounts"),
        (order_lines, {"discount": -1}, "amounts"),
        (order_lines, {"tax": -1}, "amounts"),
        (order_lines, {"requires_shipping": False, "fulfilled": 1}, "shipping"),
        (order_lines, {"cancelled_quantity": -1}, "cancelled"),
        (order_lines, {"quantity": 2, "cancelled_quantity": 2, "fulfilled": 1}, "cancelled"),
        (order_lines, {"quantity": 2, "cancelled_quantity": 1, "fulfilled": 2}, "cancelled"),
        (order_lines, {"cancelled_worth": -1}, "cancelled"),
        (order_lines, {"restock_requested_quantity": -1}, "cancelled_stock"),
        (order_lines, {"set_aside_quantity": -1}, "cancelled_stock"),
        (order_lines, {"restock_requested_quantity": 1}, "cancelled_stock"),
        (order_lines, {"set_aside_quantity": 1}, "cancelled_stock"),
        (
            order_lines,
            {"cancelled_quantity": 1, "restock_requested_quantity": 1, "set_aside_quantity": 1},
            "cancelled_stock",
        ),
        (refunds, {"amount": -1}, "amount"),
        (refunds, {"shipping": -1}, "shipping"),
        (tenders, {"amount": 0}, "amount"),
        (tenders, {"amount": -1}, "amount"),
        (refunds_due, {"amount": 0}, "amount"),
        (refunds_due, {"amount": -1}, "amount"),
    ],
)
def test_invalid_figures_are_rejected(
    engine: Engine, table: Table, values: dict[str, int], name: str
):
    with pytest.raises(StoreRefusedError, match=f"ck_{table.name}_{name}"):
        set_to(engine, table, **values)


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (orders, {"refunded": 2_500_000}),
        (orders, {"refunded": 0}),
        (orders, {"captured": 1_000_000}),
        (orders, {"captured": 2_500_001}),
        (order_lines, {"fulfilled": 1}),
        (order_lines, {"quantity": 2, "cancelled_quantity": 1, "fulfilled": 1}),
        (order_lines, {"quantity": 2, "cancelled_quantity": 2, "fulfilled": 0}),
        (
            order_lines,
            {
                "quantity": 2,
                "fulfilled": 0,
                "cancelled_quantity": 2,
                "restock_requested_quantity": 1,
                "set_aside_quantity": 1,
            },
        ),
        (order_lines, {"selling_price": 0}),
        (order_lines, {"selling_price_millionths": 99, "discount": 0, "tax": 0}),
        (refunds, {"amount": 0}),
        (refunds, {"shipping": 0, "adjustment": -1}),
    ],
)
def test_figures_at_the_limit_are_accepted(engine: Engine, table: Table, values: dict[str, int]):
    set_to(engine, table, **values)


def test_an_order_number_is_unique_in_its_store(store: WholeStore):
    keep(store, order("ord_2", "dom_2", number="ord_1"))
    keep(store, order("ord_2", "dom_1", number="ord_1", store_id="another"))

    with pytest.raises(WriteConflictError, match=UNIQUE) as raised:
        keep(store, order("ord_3", "dom_1", number="ord_1"))
    # A conflict is logged, so its message must not quote the row.
    assert "dom_1" not in str(raised.value)


def test_an_order_id_is_unique_in_its_domain(store: WholeStore):
    with pytest.raises(WriteConflictError, match=UNIQUE):
        keep(store, order("ord_1", "dom_1", number="another"))


def test_a_restock_is_unique_for_its_line_and_cause(store: WholeStore, engine: Engine):
    row = {"domain_id": "dom_1", "order_id": "ord_1", "line_id": "pasta", "sku": "p"}
    restocked = insert(restocks).values(**row, quantity=2, restocked_at=CREATED)

    execute(engine, restocked)
    with pytest.raises(WriteConflictError, match=UNIQUE):
        execute(engine, restocked)

    assert store.restocked("dom_1") == [("ord_1", "pasta", 2)]


def test_a_manual_refund_is_unique(engine: Engine):
    row = {"domain_id": "dom_1", "order_id": "ord_1", "refund_id": "rfd_1", "currency": "INR"}

    with pytest.raises(WriteConflictError, match=UNIQUE):
        execute(engine, insert(refunds_due).values(**row, amount=1, due_since=CREATED))


def test_a_message_id_is_unique_in_its_domain(store: WholeStore):
    post(store, message("same", "dom_1"), message("same", "dom_2"))

    with pytest.raises(MessageExistsError):
        post(store, message("same", "dom_1", version=9))


def test_an_idempotency_key_is_unique_in_its_domain(engine: Engine):
    row = {"key": "k", "fingerprint": "f", "answer": b"a", "recorded_at": CREATED}

    for domain_id in ("dom_1", "dom_2"):
        execute(engine, insert(idempotency_keys).values(**row, domain_id=domain_id), domain_id)
    with pytest.raises(WriteConflictError, match=UNIQUE):
        execute(engine, insert(idempotency_keys).values(**row, domain_id="dom_1"))


def test_an_external_id_is_unique_in_its_domain(engine: Engine, store: WholeStore):
    keep(store, order("ord_2", number="2"), order("ord_1", "dom_2"))
    taken = {"system": "erp", "external_id": "SO-17"}

    free = insert(order_external_ids).values(**taken, domain_id="dom_2", order_id="ord_1")
    execute(engine, free, "dom_2")
    again = insert(order_external_ids).values(**taken, domain_id="dom_1", order_id="ord_2")
    with pytest.raises(WriteConflictError, match=UNIQUE):
        execute(engine, again)


@pytest.mark.parametrize(
    "table",
    [
        *(order_lines, fulfillments, tenders, refunds, refunds_due, timeline, restocks),
        *(order_tags, order_attributes, order_external_ids, order_awbs),
    ],
    ids=str,
)
def test_parts_reference_an_order_of_their_domain(engine: Engine, table: Table):
    part = insert(table).values(part_of(table, "dom_2", "ord_1"))

    with pytest.raises(StoreRefusedError, match=FOREIGN_KEY):
        execute(engine, part, "dom_2")


@pytest.mark.parametrize(
    "table",
    [
        *(order_lines, fulfillments, tenders, refunds, refunds_due),
        *(order_tags, order_attributes, order_external_ids, order_awbs),
    ],
    ids=str,
)
def test_an_order_with_parts_cannot_be_deleted(engine: Engine, table: Table):
    with transaction(engine, tenant="dom_1", writes=True) as connection:
        parts = select(func.count()).select_from(table).where(table.c.domain_id == "dom_1")
        assert connection.scalar(parts)

        with pytest.raises(StoreRefusedError, match=FOREIGN_KEY):
            connection.execute(delete(orders).where(orders.c.domain_id == "dom_1"))


def part_of(table: Table, domain_id: str, order_id: str) -> dict[str, Any]:
    """A row that violates no other constraint of its table."""
    required = [each for each in table.columns if not (each.nullable or each.server_default)]
    usual = {int: 1, bool: True, str: "x", dict: {}, list: []}
    row = {
        column.name: CREATED
        if column.name in {"at", "created_at", "updated_at", "restocked_at", "due_since"}
        else usual.get(_python_type(column), [])
        for column in required
    }
    return row | {"domain_id": domain_id, "order_id": order_id}


def _python_type(column: Any) -> type:
    kind: type = column.type.python_type
    return kind
