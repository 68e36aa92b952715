"""Migration 0014: hand-overs and restocks of earlier releases."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, insert

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.order_tables import restocks
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.sample_order import LATER, change, fulfillment
from seller_orders.testing.store_steps import kept, order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import (
    KINDS,
    earlier_database,
    interrupt_migration,
    keep_as_before,
)

MIGRATION = "seller_orders.adapters.outbound.sql.schema.migrations.versions.m0014_restock_causes"
LEFT = ("in_transit", "out_for_delivery", "delivered", "returned", "failed")
RECORD = Cancellation(reason=CancelReason.FRAUD, at=LATER, by="key:1", restocked=True)
UNITS = (RestockedItem("pasta", "sku-pasta", 2), RestockedItem("soup", "sku-soup", 1))


def parcel(status: str = "pending", **fields: Any) -> Fulfillment:
    return evolve(fulfillment(status), updated_at=LATER, **fields)


def refused() -> Fulfillment:
    """Return a fulfillment that its carrier did not accept."""
    made = fulfillment("failed")
    tracking = evolve(made.shipment.tracking, awb=None)
    return evolve(made, shipment=evolve(made.shipment, provider_id="fast", tracking=tracking))


def cancelled_after(status: str) -> Order:
    """Return an order with a fulfillment that was moved to a status and then cancelled."""
    moved = order("ord_set_to", fulfillments=(fulfillment(),)).move_to(
        OrderStatus(status), change(2)
    )
    return moved.move_to(OrderStatus.CANCELLED, change(3))


def of_its_way(*ways: str) -> Order:
    """Return an order that was cancelled with its fulfillment in transit."""
    moved = order("ord_way", fulfillments=(fulfillment(),))
    for number, way in enumerate(ways, 2):
        (current,) = moved.fulfillments
        tracking = current.shipment.tracking
        status = type(current.status)(way)
        moved = moved.update_fulfillment(current, status, tracking, change(number))
    return moved.move_to(OrderStatus.CANCELLED, change(9))


HANDED_OVER = [
    *(order(f"ord_{status}", fulfillments=(parcel(status),)) for status in LEFT),
    order("ord_shipped", status=OrderStatus.SHIPPED, fulfillments=(parcel(),)),
    of_its_way("in_transit"),
    cancelled_after("shipped"),
]
NOT_HANDED_OVER = [
    order("ord_pending", fulfillments=(parcel(),)),
    order("ord_cancelled", fulfillments=(parcel("cancelled"),)),
    order("ord_refused", fulfillments=(refused(),)),
    evolve(cancelled_after("processing"), id="ord_unsent", number="ord_unsent"),
]


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the previous release."""
    with earlier_database(request.param, tmp_path, "0013") as engine:
        for each in (*HANDED_OVER, *NOT_HANDED_OVER):
            leave(engine, each)
        yield engine


def leave(engine: Engine, left: Order, restocked: tuple[RestockedItem, ...] = ()) -> None:
    """Store an order as the previous release did: without hand-overs and causes."""
    keep_as_before(engine, left)
    key = {"domain_id": left.domain_id, "order_id": left.id}
    given_back: list[dict[str, Any]] = [
        {"line_id": i.id, "sku": i.sku, "quantity": i.quantity, "restocked_at": LATER} | key
        for i in restocked
    ]
    with transaction(engine, tenant=left.domain_id, writes=True) as connection:
        if given_back:
            connection.execute(insert(restocks), given_back)
            connection.commit()


def assert_filled_in(engine: Engine) -> None:
    store = sql_store(engine)
    for left in HANDED_OVER:
        (found,) = kept(store, left.id).fulfillments
        assert (left.id, found.handed_over_at) == (left.id, found.updated_at)
    for left in NOT_HANDED_OVER:
        (found,) = kept(store, left.id).fulfillments
        assert (left.id, found.handed_over_at) == (left.id, None)


def test_shipped_fulfillments_are_handed_over(before: Engine, monkeypatch: pytest.MonkeyPatch):
    """The migration needs several batches."""
    monkeypatch.setattr(import_module(MIGRATION), "_BATCH", 3)

    migration_runner.migrate(before)

    assert_filled_in(before)


@pytest.mark.parametrize(
    "cut", ["ALTER TABLE restocks", "WITH batch", "UPDATE fulfillments", "DROP POLICY"]
)
def test_an_interrupted_migration_can_be_repeated(before: Engine, cut: str):
    interrupt_migration(before, cut)
    migration_runner.migrate(before)

    assert_filled_in(before)


def test_earlier_restocks_belong_to_the_cancellation(before: Engine):
    left = order("ord_back", status=OrderStatus.CANCELLED, cancellation=RECORD)
    leave(before, left, UNITS)

    migration_runner.migrate(before)

    assert kept(sql_store(before), "ord_back") == evolve(left, restocks=(by_cancellation(),))


def test_the_previous_release_can_still_restock(either_engine: Engine):
    """It may still use the database, and sets no cause."""
    left = order(status=OrderStatus.CANCELLED, cancellation=RECORD)
    leave(either_engine, left, UNITS)

    assert kept(sql_store(either_engine)) == evolve(left, restocks=(by_cancellation(),))


def by_cancellation() -> Restock:
    return Restock(cause=RestockCause.CANCELLATION, at=LATER, items=UNITS)
