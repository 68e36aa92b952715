"""The payment provider contract for the fake and for manual refunds."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from time import sleep

import pytest
from attrs import evolve
from sqlalchemy import Engine, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction as connection_to
from seller_orders.adapters.outbound.sql.manual_refunds import SqlManualRefunds
from seller_orders.adapters.outbound.sql.schema.tables import refunds_due
from seller_orders.domain.money import amount_of
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.payment_provider import (
    REQUEST,
    Connected,
    PaymentProviderContract,
)
from seller_orders.testing.fakes.payment_provider import ConfigurablePaymentProvider
from seller_orders.testing.sample_order import (
    change,
    order_with_cancelled_units,
    payment,
    refund,
)
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
        keep(sql_store(engine), order("ord_1"), order("ord_2"), order("ord_1", "dom_2"))
        return Connected(
            SqlManualRefunds(engine, clock),
            lambda: [
                (domain_id, order_id, refund_id, amount_of(units), currency)
                for domain_id, order_id, refund_id, _, units, currency, __ in due(engine)
            ],
        )

    def test_a_manual_refund_is_due_since_its_first_request(
        self, connected: Connected, engine: Engine, clock: SettableClock
    ):
        began = clock.now()
        for repeated in (REQUEST, evolve(REQUEST, amount=Decimal(1))):
            assert connected.provider.refund(repeated) is RefundStatus.PENDING
            clock.advance(hours=1)

        assert due(engine) == [("dom_1", "ord_1", "rfd_1", "", 125_000, "INR", began)]

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

    def test_each_part_is_due_until_it_is_settled(self, connected: Connected, engine: Engine):
        """Each part has a request of its own, which may be delivered late."""
        store = sql_store(engine)
        keep(store, order_with_cancelled_units(id="ord_4", number="ord_4"))
        parts = [
            evolve(REQUEST, order_id="ord_4", refund_id=id, tender_id=tender, amount=Decimal(sum))
            for id, tender, sum in (("rfd_1", "card", 250), ("rfd_2", "card", 205))
        ]
        settled = evolve(parts[0], tender_id="gift")

        for each in (*parts, settled):
            connected.provider.refund(each)
        before = [row[2:5] for row in due(engine)]
        with store.begin("dom_1") as tx:
            order = tx.orders.get("dom_1", "ord_4").unwrap()
            tx.orders.save(
                order.settle_refund(order.payment.refunds[0], RefundStatus.FAILED, change())
            )
            tx.commit()

        assert before == [("rfd_1", "card", 2_500_000), ("rfd_2", "card", 2_050_000)]
        assert [row[2:4] for row in due(engine)] == [("rfd_2", "card")]

    def test_a_settled_part_is_due_no_more(self, connected: Connected, engine: Engine):
        """The other part of its refund stays."""
        store = sql_store(engine)
        whole = order_with_cancelled_units(id="ord_4", number="ord_4")
        both, other = whole.payment.refunds
        pending = tuple(evolve(part, status=RefundStatus.PENDING) for part in both.parts)
        refunds = (evolve(both, parts=pending), other)
        keep(store, evolve(whole, payment=evolve(whole.payment, refunds=refunds)))
        for tender in ("card", "gift"):
            connected.provider.refund(evolve(REQUEST, order_id="ord_4", tender_id=tender))

        with store.begin("dom_1") as tx:
            found = tx.orders.get("dom_1", "ord_4").unwrap()
            tx.orders.save(evolve(found, version=2, payment=whole.payment))
            tx.commit()

        assert [row[2:4] for row in due(engine)] == [("rfd_1", "card")]

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


def settle(store: WholeStore, order_id: str, status: str) -> None:
    with store.begin("dom_1") as tx:
        order = tx.orders.get("dom_1", order_id).unwrap()
        tx.orders.save(order.settle_refund(RFD_1, RefundStatus(status), change()))
        tx.commit()


def wait_until_blocked(engine: Engine, asking: "Future[RefundStatus]") -> None:
    """Wait until the request waits for a lock on PostgreSQL; SQLite does not report locks."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while engine.dialect.name == "postgresql" and not asking.done():
        with connection_to(engine) as connection:
            if connection.exec_driver_sql(f"{waiting} AND datname = current_database()").scalar():
                return
        sleep(0.01)


def due(engine: Engine) -> list[tuple[str, str, str, str, int, str, datetime]]:
    return [row for domain_id in ("dom_1", "dom_2") for row in _due_in(engine, domain_id)]


def _due_in(engine: Engine, domain_id: str) -> list[tuple[str, str, str, str, int, str, datetime]]:
    names = ("domain_id", "order_id", "refund_id", "tender_id", "amount", "currency", "due_since")
    wanted = select(*(refunds_due.c[name] for name in names)).order_by(*refunds_due.primary_key)
    wanted = wanted.where(refunds_due.c.domain_id == domain_id)
    with connection_to(engine, tenant=domain_id) as connection:
        return [tuple(row) for row in connection.execute(wanted)]
