"""Delivery of events while a host's transaction is idle, with its events recorded."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, create_engine

from seller_orders.adapters.outbound.sql.connection.host_transaction import (
    HostTransaction,
    on_host_engine,
)
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.application.ports.event_log import BEGINNING
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.sample_order import LATER
from tests.contracts.stores import sql_store
from tests.contracts.test_deliver_events import Deliveries, Receiver
from tests.support.servers import fresh_database


@pytest.fixture
def engine() -> Iterator[Engine]:
    with fresh_database() as url:
        found = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        yield found
        found.dispose()


def test_a_relay_waits_and_says_so_after_ten_seconds(
    engine: Engine, caplog: pytest.LogCaptureFixture
):
    store = sql_store(on_host_engine(engine))
    store.clock.time = LATER
    with ThreadPoolExecutor(4) as threads, engine.connect() as idle:
        begin = units_of_work(HostTransaction(idle), SettableClock(), WakeCounter())
        with begin("dom_1") as tx:
            tx.outbox.add([event(1, order_id="ord_idle")])
            tx.commit()
        post(store, event(2), event(3, "dom_2"))
        relay = Deliveries(store, threads, receiver := Receiver())

        with caplog.at_level(logging.WARNING, "seller_orders.relay"):
            for _ in range(10):
                relay.run()
                store.clock.time += timedelta(seconds=1)
            assert receiver.ids == ["evt_3"]
            assert not caplog.records
            for _ in range(3):
                relay.run()
                store.clock.time += timedelta(seconds=1)
        (said,) = caplog.records
        idle.commit()
        relay.run()

    assert said.getMessage() == (
        "events of domain dom_1 wait since 10 s for an open transaction that records events "
        "of the domain"
    )
    assert sorted(receiver.ids) == ["evt_1", "evt_2", "evt_3"]
    assert not store.log.after("dom_1", BEGINNING, 10).is_held_up
