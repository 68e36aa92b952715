"""Due orders that several reapers change, or that are locked, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, delete, select, update

from seller_orders import embed
from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import postgresql_engine, sql_store

IDS = [f"ord_{number}" for number in range(40)]
ENDED = (Hold(id="hld_1", reason=HoldReason.OTHER, until=CREATED, created_at=CREATED),)


def types(engine: Engine, order_id: str) -> list[str]:
    return [entry.type for entry in kept(sql_store(engine), order_id).timeline]


def test_two_reapers_make_each_change_once(either_engine: Engine, caplog: pytest.LogCaptureFixture):
    keep(sql_store(either_engine), *(order(id, holds=ENDED, ship_by=CREATED) for id in IDS))
    begins = Barrier(2)
    others = open_engine(either_engine.url.render_as_string(hide_password=False))

    def reap(engine: Engine) -> None:
        reaper = embed(engine).reap
        begins.wait()
        reaper()

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(reap, engine) for engine in (either_engine, others)]:
            done.result()
    others.dispose()

    assert {tuple(types(either_engine, id)) for id in IDS} == {("order.released", "order.late")}
    assert {kept(sql_store(either_engine), id).version for id in IDS} == {3}
    assert caplog.records == []


def test_a_locked_order_is_left_for_the_next_reaping(caplog: pytest.LogCaptureFixture):
    with postgresql_engine() as engine:
        keep(sql_store(engine), *(order(id, holds=ENDED) for id in IDS))
        impatient = open_engine(
            engine.url.render_as_string(hide_password=False), statement_timeout_s=0.3
        )
        lock = select(orders.c.order_id).filter_by(domain_id="dom_1", order_id=IDS[0])
        with transaction(engine, tenant="dom_1", writes=True) as holder:
            holder.execute(lock.with_for_update())
            embed(impatient).reap()
        assert [id for id in IDS if kept(sql_store(engine), id).holds] == IDS[:1]
        (logged,) = caplog.messages
        assert "ord_0" in logged

        embed(impatient).reap()
        impatient.dispose()

        assert kept(sql_store(engine), IDS[0]).holds == ()


def test_the_search_of_all_domains_only_reads():
    with postgresql_engine() as engine:
        keep(sql_store(engine), order(), order("ord_1", "dom_2"))
        unheard = engine.execution_options(unheard=True)
        every = select(orders.c.domain_id).order_by(orders.c.domain_id)
        with transaction(unheard, tenant=TenantScope.DUE_CHANGES, writes=True) as connection:
            assert connection.scalars(every).all() == ["dom_1", "dom_2"]
            assert connection.scalars(every.with_for_update()).all() == []
            assert connection.execute(update(orders).values(note="x")).rowcount == 0
            assert connection.execute(delete(orders)).rowcount == 0
