"""The payment provider where there is none: a ledger of what people have to refund."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import Engine, select

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.refunds_due import SqlRefundsDue
from seller_orders.adapters.outbound.sql.tables import refunds_due
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.payment import RefundStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.steps import keep, order
from tests.contracts.stores import sql_store

REQUEST = RefundRequest(
    domain_id="dom_1",
    order_id="ord_1",
    refund_id="rfd_1",
    amount=Decimal("12.5"),
    currency="INR",
    reason="broken",
)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def provider(engine: Engine, clock: SettableClock) -> SqlRefundsDue:
    keep(sql_store(engine), order("ord_1"), order("ord_2"), order("ord_1", "dom_2"))
    return SqlRefundsDue(engine, clock)


@pytest.fixture
def due(engine: Engine) -> Callable[[], list[tuple[Any, ...]]]:
    def rows() -> list[tuple[Any, ...]]:
        return [row for domain_id in ("dom_1", "dom_2") for row in rows_of(domain_id)]

    def rows_of(domain_id: str) -> list[tuple[Any, ...]]:
        due = select(refunds_due).where(refunds_due.c.domain_id == domain_id)
        with connected(engine, rows_of=domain_id) as connection:
            found = connection.execute(due.order_by(*refunds_due.primary_key))
            return [tuple(row) for row in found]

    return rows


def test_a_refund_that_is_asked_for_is_due_and_stays_pending(
    provider: SqlRefundsDue, clock: SettableClock, due: Callable[[], list[tuple[Any, ...]]]
):
    assert provider.refund(REQUEST) is RefundStatus.PENDING

    assert due() == [("dom_1", "ord_1", "rfd_1", 125_000, "INR", clock.now())]


def test_a_refund_is_due_once_however_often_it_is_asked_for(
    provider: SqlRefundsDue, clock: SettableClock, due: Callable[[], list[tuple[Any, ...]]]
):
    provider.refund(REQUEST)
    first = due()
    clock.advance(hours=1)

    for repeated in (REQUEST, evolve(REQUEST, amount=Decimal(1)), evolve(REQUEST, reason=None)):
        assert provider.refund(repeated) is RefundStatus.PENDING

    assert due() == first


def test_refunds_are_told_apart_by_their_ids_orders_and_domains(
    provider: SqlRefundsDue, due: Callable[[], list[tuple[Any, ...]]]
):
    for request in (
        REQUEST,
        evolve(REQUEST, refund_id="rfd_2"),
        evolve(REQUEST, order_id="ord_2"),
        evolve(REQUEST, domain_id="dom_2"),
    ):
        provider.refund(request)

    assert [row[:3] for row in due()] == [
        ("dom_1", "ord_1", "rfd_1"),
        ("dom_1", "ord_1", "rfd_2"),
        ("dom_1", "ord_2", "rfd_1"),
        ("dom_2", "ord_1", "rfd_1"),
    ]


@pytest.mark.parametrize(
    ("currency", "amount", "units"),
    [
        ("JPY", "1200", 12_000_000),
        ("KWD", "0.125", 1_250),
        ("INR", "999999999999.99", 9_999_999_999_999_900),
    ],
)
def test_an_amount_is_kept_exactly_in_every_currency(
    provider: SqlRefundsDue,
    due: Callable[[], list[tuple[Any, ...]]],
    currency: str,
    amount: str,
    units: int,
):
    provider.refund(evolve(REQUEST, amount=Decimal(amount), currency=currency))

    assert [row[3:5] for row in due()] == [(units, currency)]
