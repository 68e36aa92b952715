"""Updates of one payment at the same time, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.update_payment import UpdatePayment, UpdatePaymentHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.domain.draft import TenderDraft
from seller_orders.domain.payment import PaymentStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.sample_order import inr, outcome_of, payment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, order
from tests.support.waiting import WITHIN_S

CALLERS = 4


@pytest.fixture
def engine(either_engine: Engine) -> Engine:
    return either_engine


@pytest.fixture
def update_payment(store: WholeStore) -> UpdatePaymentHandler:
    ids = Uuid7Generator()
    changes = ChangeFactory(clock=SettableClock(), ids=ids, channels=())
    return UpdatePaymentHandler(begin=store.begin, cache=NoOrderCache(), changes=changes, ids=ids)


def outcomes(update_payment: UpdatePaymentHandler, **fields: Any) -> list[str]:
    """Return the outcomes of callers who each add a tender of 10 at the same moment."""
    start = Barrier(CALLERS)

    def add(number: int) -> str:
        tender = TenderDraft(id=f"tnd_{number}", method="cash", amount=Decimal(10))
        usual: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
        command = UpdatePayment(**usual, status=PaymentStatus.PAID, tenders=(tender,), **fields)
        start.wait(WITHIN_S)
        return outcome_of(update_payment(command))

    with ThreadPoolExecutor(CALLERS) as pool:
        return sorted(pool.map(add, range(CALLERS)))


def test_no_tender_is_lost(store: WholeStore, update_payment: UpdatePaymentHandler):
    keep(store, order(payment=payment("pending")))

    found = outcomes(update_payment)

    after = kept(store)
    assert found == ["ok"] * CALLERS
    assert {one.id for one in after.payment.tenders} == {f"tnd_{n}" for n in range(CALLERS)}
    assert (after.payment.captured, after.version) == (inr(10 * CALLERS), 1 + CALLERS)


def test_a_sum_is_captured_once(store: WholeStore, update_payment: UpdatePaymentHandler):
    keep(store, order(payment=payment("pending")))

    found = outcomes(update_payment, amount_captured=Decimal(10))

    after = kept(store)
    assert found == ["ok", *["tenders_do_not_add_up"] * (CALLERS - 1)]
    assert (after.payment.captured, len(after.payment.tenders), after.version) == (inr(10), 1, 2)
