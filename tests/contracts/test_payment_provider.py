"""The payment provider contract for the fake and for manual refunds."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from time import sleep

import pytest
from attrs import evolve
from sqlalchemy import Engine, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction as connection_to
from seller_orders.adapters.outbound.sql.refunds.manual_refunds import SqlManualRefunds
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds_due
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundPart, RefundStatus
from seller_orders.domain.tender import Tender
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.payment_provider import (
    PARTS,
    REQUEST,
    Connected,
    PaymentProviderContract,
)
from seller_orders.testing.fakes.payment_provider import ConfigurablePaymentProvider
from seller_orders.testing.sample_order import change, inr, payment, refund
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store


class TestFakeProvider(PaymentProviderContract):
    @pytest.fixture
    def connected(self) -> Connected:
        fake = ConfigurablePaymentProvider()
        return Connected(
            fake,
            lambda: [
                (each.domain_id, each.order_id, each.refund_id, each.amount, each.currency)
                for each in fake.given_back
            ],
        )


class TestRefundsDue(PaymentProviderContract):
    @pytest.fixture
    def clock(self) -> SettableClock:
        return SettableClock()

    @pytest.fixture
    def connected(self, engine: Engine, clock: SettableClock) -> Connected:
        keep(sql_store(engine), order("ord_1"), order_in_parts("ord_2"), order("ord_1", "dom_2"))
        return Connected(
            SqlManualRefunds(engine, clock),
            lambda: [
                (domain_id, order_id, refund_id, amount_of(units), currency)
                for domain_id, order_id, refund_id, units, currency, _ in due(engine)
            ],
        )

    def test_a_manual_refund_is_due_since_its_first_request(
        self, connected: Connected, engine: Engine, clock: SettableClock
    ):
        began = clock.now()
        for repeated in (REQUEST, evolve(REQUEST, amount=Decimal(1))):
            assert connected.provider.refund(repeated) is RefundStatus.PENDING
            clock.advance(hours=1)

        assert due(engine) == [("dom_1", "ord_1", "rfd_1", 125_000, "INR", began)]

    @pytest.mark.parametrize("settled", ["succeeded", "failed"])
    def test_a_settled_refund_is_not_due_again(
        self, connected: Connected, engine: Engine, settled: str
    ):
        """The outbox may deliver the request twice, or late."""
        store = sql_store(engine)
        keep(store, refunded_order("ord_3"))
        request = evolve(REQUEST, order_id="ord_3")
        connected.provider.refund(request)
        settle(store, "ord_3", settled)
        cleared = due(engine)

        connected.provider.refund(request)

        assert (cleared, due(engine)) == ([], [])

    def test_the_pending_parts_are_due(self, connected: Connected, engine: Engine):
        """The request of a part may arrive after the part was settled."""
        store = sql_store(engine)
        keep(store, order_in_parts("ord_3"))
        first, second = (
            evolve(REQUEST, order_id="ord_3", refund_id="rfd_parts", tender_id=id, amount=amount)
            for id, amount in PARTS.items()
        )
        amounts = []
        for step in (
            lambda: connected.provider.refund(first),
            lambda: settle(store, "ord_3", "failed", "tnd_1"),
            lambda: connected.provider.refund(first),
            lambda: connected.provider.refund(second),
            lambda: settle(store, "ord_3", "succeeded", "tnd_2"),
            lambda: connected.provider.refund(second),
        ):
            step()
            amounts.append([units for *_, units, _, _ in due(engine)])

        assert amounts == [[125_000], [55_000], [55_000], [55_000], [], []]

    def test_a_part_that_is_settled_first_is_not_due(self, connected: Connected, engine: Engine):
        store = sql_store(engine)
        keep(store, order_in_parts("ord_3"))
        settle(store, "ord_3", "succeeded", "tnd_1")

        connected.provider.refund(
            evolve(REQUEST, order_id="ord_3", refund_id="rfd_parts", tender_id="tnd_1")
        )

        assert [units for *_, units, _, _ in due(engine)] == [55_000]

    def test_a_request_during_settlement_leaves_nothing_due(
        self, connected: Connected, engine: Engine
    ):
        store = sql_store(engine)
        keep(store, refunded_order("ord_3"))

        with ThreadPoolExecutor(1) as pool, store.begin("dom_1") as tx:
            order = tx.orders.get("dom_1", "ord_3").unwrap()
            asking = pool.submit(connected.provider.refund, evolve(REQUEST, order_id="ord_3"))
            wait_until_blocked(engine, asking)
            tx.orders.save(order.settle_refund(RFD_1, RefundStatus.SUCCEEDED, change()))
            tx.commit()

        assert asking.result() is RefundStatus.PENDING
        assert due(engine) == []


RFD_1 = refund("12.5")


def refunded_order(id: str) -> Order:
    return order(id, payment=payment("paid", 250, (RFD_1,)))


def order_in_parts(id: str) -> Order:
    """Return an order with the refund ``rfd_parts``."""
    parts = tuple(RefundPart(tender_id=id, amount=inr(str(amount))) for id, amount in PARTS.items())
    of_tenders = evolve(refund("12.5", id="rfd_parts"), parts=parts)
    tenders = tuple(Tender(id=id, method="card", amount=inr(125)) for id in PARTS)
    return order(id, payment=evolve(payment("paid", 250, (of_tenders,)), tenders=tenders))


def settle(store: WholeStore, order_id: str, status: str, tender_id: str | None = None) -> None:
    with store.begin("dom_1") as tx:
        order = tx.orders.get("dom_1", order_id).unwrap()
        (asked,) = order.payment.refunds
        tx.orders.save(order.settle_refund(asked, RefundStatus(status), change(), tender_id))
        tx.commit()


def wait_until_blocked(engine: Engine, asking: "Future[RefundStatus]") -> None:
    """Wait until the request waits for a lock on PostgreSQL; SQLite does not report locks."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while engine.dialect.name == "postgresql" and not asking.done():
        with connection_to(engine) as connection:
            if connection.exec_driver_sql(f"{waiting} AND datname = current_database()").scalar():
                return
        sleep(0.01)


def due(engine: Engine) -> list[tuple[str, str, str, int, str, datetime]]:
    return [row for domain_id in ("dom_1", "dom_2") for row in _due_in(engine, domain_id)]


def _due_in(engine: Engine, domain_id: str) -> list[tuple[str, str, str, int, str, datetime]]:
    wanted = select(refunds_due).where(refunds_due.c.domain_id == domain_id)
    with connection_to(engine, tenant=domain_id) as connection:
        return [tuple(row) for row in connection.execute(wanted)]
