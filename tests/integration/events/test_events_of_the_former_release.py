"""Events that the former release writes into the outbox, beside the log of this one."""

import pytest
from attrs import evolve
from sqlalchemy import Engine, insert, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.events.event_recording import domain_lock
from seller_orders.adapters.outbound.sql.schema.event_tables import events
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.event_cursors import Advance
from seller_orders.application.ports.event_log import BEGINNING
from seller_orders.testing.contracts.event_log import event
from seller_orders.testing.outbox_steps import post
from seller_orders.testing.sample_order import LATER
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import sql_store

DOMAIN = "dom_1"


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


def post_as_former_release(engine: Engine, message: Message) -> list[tuple[int, int]]:
    """Insert an event into the outbox; return the locks that the transaction has then."""
    row = {
        "domain_id": message.domain_id,
        "message_id": message.message_id,
        "order_id": message.order_id,
        "version": message.version,
        "channel": message.channel,
        "about": message.about,
        "data": message.data,
        "created_at": message.created_at,
    }
    unheard = engine.execution_options(unheard=True)
    with transaction(unheard, tenant=message.domain_id, writes=True) as tx:
        tx.execute(insert(outbox), row)
        locks = []
        if engine.dialect.name == "postgresql":
            held = tx.exec_driver_sql(
                "SELECT classid::bigint, objid::bigint FROM pg_locks WHERE locktype = 'advisory' "
                "AND objsubid = 2 AND pid = pg_backend_pid()"
            )
            locks = [(found.classid, found.objid) for found in held]
        tx.commit()
    return locks


def versions(engine: Engine) -> tuple[list[int], list[int]]:
    """Return the versions in the log, in sequence, and those in the outbox."""
    with transaction(engine, tenant=DOMAIN) as tx:
        logged = select(events.c.version).where(events.c.domain_id == DOMAIN)
        posted = select(outbox.c.version).where(outbox.c.domain_id == DOMAIN)
        return (
            list(tx.execute(logged.order_by(events.c.number)).scalars()),
            list(tx.execute(posted.order_by(outbox.c.version)).scalars()),
        )


def pass_all(store: WholeStore) -> None:
    """Let the installation's consumer finish all events of the domain."""
    cursor = store.cursors.claim(DOMAIN, Channel.EVENT, BEGINNING, LATER, LATER)
    assert cursor is not None
    assert store.cursors.advance(cursor, Advance(position=store.log.end(DOMAIN)), LATER)


def test_it_follows_unfinished_events_of_its_order(store: WholeStore, either_engine: Engine):
    post(store, event(1))

    locks = post_as_former_release(either_engine, event(2))

    assert versions(either_engine) == ([1, 2], [])
    logged = store.log.after(DOMAIN, BEGINNING, 10).events
    assert [each.event for each in logged] == [event(1), event(2)]
    if locks:
        assert locks[0][0] == domain_lock(either_engine, DOMAIN)
    assert bool(locks) == (either_engine.dialect.name == "postgresql")


def test_it_stays_if_all_events_are_finished(store: WholeStore, either_engine: Engine):
    post(store, event(1))
    pass_all(store)

    locks = post_as_former_release(either_engine, event(2))

    assert versions(either_engine) == ([1], [2])
    assert not locks


def test_it_stays_if_another_order_waits(store: WholeStore, either_engine: Engine):
    post(store, event(1))

    post_as_former_release(either_engine, evolve(event(2), order_id="ord_other"))

    assert versions(either_engine) == ([1], [2])


def test_later_events_take_the_next_number(store: WholeStore, either_engine: Engine):
    post(store, event(1))
    post_as_former_release(either_engine, event(2))
    post(store, event(3))

    assert versions(either_engine) == ([1, 2, 3], [])
