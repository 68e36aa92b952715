"""Migration 0024: payments, refunds and cancellations of earlier releases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.tender import Tender
from seller_orders.testing.sample_order import LATER, change, inr, payment, refund
from seller_orders.testing.store import Store
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import (
    KINDS,
    earlier_database,
    interrupt_migration,
    keep_as_before,
)

CANCELLATION = Cancellation(
    reason=CancelReason.FRAUD, at=LATER, by="key:1", refund_id="rfd_1", restocked=False
)
REFUNDED = order("ord_refunded", payment=payment("paid", 250, (refund(40),)))


def cancelled(status: str) -> Order:
    """Return a cancelled order with a refund of 250."""
    return order(
        f"ord_{status}",
        status=OrderStatus.CANCELLED,
        cancellation=CANCELLATION,
        payment=payment("paid", 250, (refund(250, status),)),
    )


BEFORE = {REFUNDED: 0, cancelled("pending"): 0, cancelled("failed"): -250}
"""Orders of the previous release, and the balance that each shows."""


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the previous release."""
    with earlier_database(request.param, tmp_path, "0020") as engine:
        keep_as_before(engine, *BEFORE)
        yield engine


def assert_usable(store: Store) -> None:
    for left, balance in BEFORE.items():
        found = kept(store, left.id)
        detail: Any = store.reader.detail("dom_1", left.id).unwrap()
        assert found == left
        assert found.balance.amount == balance
        assert detail["totals"]["balance"] == balance
    card = Tender(id="tnd_1", method="card", amount=inr(250))
    paid = order("ord_new", payment=evolve(payment("paid", 250), tenders=(card,)))
    keep(store, paid)
    assert kept(store, "ord_new") == paid


def test_earlier_orders_have_a_balance(before: Engine):
    migration_runner.migrate(before)

    assert_usable(sql_store(before))


def test_an_earlier_pending_refund_may_fail(before: Engine):
    migration_runner.migrate(before)
    store = sql_store(before)

    with store.begin("dom_1") as tx:
        found = tx.orders.get("dom_1", "ord_pending").unwrap()
        (asked,) = found.payment.refunds
        tx.orders.save(found.settle_refund(asked, RefundStatus.FAILED, change()))
        tx.commit()

    assert kept(store, "ord_pending").balance.amount == -250


def test_the_previous_release_can_still_write(before: Engine):
    migration_runner.migrate(before)

    late = order("ord_late", payment=payment("paid", 250, (refund(40),)))
    keep_as_before(before, late, without=(refunds.c.owed, orders.c.refunded_at_cancellation))

    assert kept(sql_store(before), "ord_late") == late


@pytest.mark.parametrize("cut", ["ALTER TABLE refunds", "CREATE POLICY", "ALTER TABLE tenders"])
def test_an_interrupted_migration_can_be_repeated(before: Engine, cut: str):
    interrupt_migration(before, cut)
    migration_runner.migrate(before)

    assert_usable(sql_store(before))
