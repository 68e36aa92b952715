"""Refunds with parts that the former release settles: it writes their status, not their parts."""

import pytest
from attrs import evolve
from sqlalchemy import Engine, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundPart, RefundStatus
from seller_orders.domain.tender import Tender
from seller_orders.testing.sample_order import change, inr, payment, refund
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store


def refunded(*statuses: str) -> Order:
    """Return an order with a pending refund of a part of 4, then 6, and so on, of each status."""
    parts = tuple(
        RefundPart(tender_id=f"t{n}", amount=inr(4 + 2 * n), status=RefundStatus(status))
        for n, status in enumerate(statuses)
    )
    whole = sum(part.amount.units for part in parts)
    asked = evolve(refund(1), amount=evolve(inr(0), units=whole), parts=parts)
    tenders = tuple(Tender(id=part.tender_id, method="card", amount=inr(125)) for part in parts)
    return order("ord_1", payment=evolve(payment("paid", 250, (asked,)), tenders=tenders))


def settle_by_former_release(engine: Engine, status: str) -> None:
    with transaction(engine, tenant="dom_1", writes=True) as connection:
        connection.execute(
            update(refunds).where(refunds.c.domain_id == "dom_1").values(status=status)
        )
        connection.execute(
            update(orders).where(orders.c.domain_id == "dom_1").values(version=orders.c.version + 1)
        )
        connection.commit()


@pytest.mark.parametrize(
    ("before", "status", "after", "refunded_amount"),
    [
        ("pending pending", "succeeded", ["succeeded", "succeeded"], 10),
        ("failed pending", "succeeded", ["failed", "succeeded"], 6),
        ("pending pending", "failed", ["failed", "failed"], 0),
        # It counts a failed refund as nothing, and may have refunded the amount again.
        ("succeeded pending", "failed", ["failed", "failed"], 0),
    ],
)
def test_parts_follow_the_status_of_the_former_release(
    either_engine: Engine, before: str, status: str, after: list[str], refunded_amount: int
):
    store = sql_store(either_engine)
    keep(store, refunded(*before.split()))

    settle_by_former_release(either_engine, status)

    found = kept(store, "ord_1")
    (made,) = found.payment.refunds
    assert (made.status, [part.status for part in made.parts]) == (status, after)
    assert found.payment.refunded == inr(refunded_amount)
    (shown,) = store.reader.detail("dom_1", "ord_1").unwrap()["payment"]["refunds"]
    assert [part["status"] for part in shown["parts"]] == after
    (listed,) = store.refunds.find("dom_1", set(RefundStatus), 20)
    assert [part["status"] for part in listed["parts"]] == after


def test_such_an_order_can_be_refunded_again(engine: Engine):
    store = sql_store(engine)
    keep(store, refunded("pending", "pending"))
    settle_by_former_release(engine, "failed")

    with store.begin("dom_1") as tx:
        found = tx.orders.get("dom_1", "ord_1").unwrap()
        tx.orders.save(found.request_refund(refund(250, id="rfd_2"), change()))
        tx.commit()

    again = kept(store, "ord_1").payment.refunds[1]
    assert [str(part.amount) for part in again.parts] == ["125 INR", "125 INR"]
