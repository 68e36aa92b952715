"""Query plans of the outbox, idempotency keys and the reaper in large tables."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, Insert, insert, select, text

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.key_tables import idempotency_keys
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.application.outbox_messages import Channel
from seller_orders.application.ports.outbox import Claimed, Deferred, Delivered, Failed
from seller_orders.testing.outbox_steps import LEASE, later
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, message, order
from tests.contracts.stores import ENGINES, sql_store
from tests.integration.sql.counting import statements
from tests.integration.sql.explaining import plans

DUE = "ix_outbox_due"
OF_DOMAIN = "ix_outbox_due_of_domain"
OF_ORDER = "ix_outbox_domain_id_order_id_channel_version"
ARRIVED = "ix_outbox_channel_delivered_at"
NOTIFICATIONS = "ix_outbox_notifications"
DEAD = "ix_outbox_dead_at"
OF_MESSAGE = {"sqlite": "sqlite_autoindex_outbox_1", "postgresql": "pk_outbox"}
OF_KEY = {"sqlite": "sqlite_autoindex_idempotency_keys_1", "postgresql": "pk_idempotency_keys"}
RECORDED = "ix_idempotency_keys_recorded_at"


def row(number: int) -> dict[str, Any]:
    """Of 20 messages 17 are delivered, one is dead, one is due and one is due later."""
    kind = number % 20
    return {
        "domain_id": f"dom_{number % 7}",
        "message_id": f"evt_{number}",
        "order_id": f"ord_{number % 1000}",
        "version": 2 + number // 1000,
        "channel": (Channel.CARRIER, Channel.LOG, Channel.PAYMENT)[number % 3],
        "about": "order.status_changed",
        "data": {"template": "status_change"},
        "created_at": later(number),
        "due_at": later(10**6 if kind == 19 else number),
        "delivered_at": later(number + 1) if kind < 17 else None,
        "dead_at": later(number + 1) if kind == 17 else None,
    }


def add(engine: Engine, rows: list[dict[str, Any]]) -> None:
    engine = engine.execution_options(unheard=True)
    with transaction(engine, tenant=TenantScope.OUTBOX_OF_ALL, writes=True) as connection:
        connection.execute(insert(outbox), rows)
        connection.commit()


def more_that_arrived(suffix: str) -> Insert:
    """Insert more delivered messages, which are most of a real table."""
    columns = [column.name for column in outbox.columns]
    copied = [
        (outbox.c.message_id + suffix if name == "message_id" else outbox.c[name])
        for name in columns
    ]
    arrived = select(*copied).where(
        outbox.c.delivered_at.is_not(None), outbox.c.message_id.regexp_match("[0-9]$")
    )
    return insert(outbox).from_select(columns, arrived)


@pytest.fixture(params=ENGINES, scope="module")
def full(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with many messages and idempotency keys."""
    with ENGINES[request.param]() as engine:
        unheard = engine.execution_options(unheard=True)
        with transaction(unheard, tenant=TenantScope.OUTBOX_OF_ALL, writes=True) as connection:
            connection.execute(insert(outbox), [row(number) for number in range(9_000)])
            for suffix in ("a", "b", "c", "d", "e"):
                connection.execute(more_that_arrived(suffix))
            connection.commit()
        keep(sql_store(engine), order(domain_id="dom_2"))
        with transaction(unheard, tenant=TenantScope.OLD_ANSWERS, writes=True) as connection:
            answers = [
                {
                    "domain_id": f"dom_{number % 7}",
                    "key": f"key-{number}",
                    "fingerprint": "f",
                    "answer": b"x" * 300,
                    "recorded_at": later(number),
                }
                for number in range(5000)
            ]
            connection.execute(insert(idempotency_keys), answers)
            connection.commit()
        if engine.dialect.name == "postgresql":
            # As autovacuum does. The product never analyses a SQLite database.
            with engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
        yield engine


def plan_of(engine: Engine, operation: Callable[[WholeStore], Any]) -> str:
    with statements(engine) as executed:
        operation(sql_store(engine))
    return "\n".join(plans(engine, executed))


def claimed(number: int = 18) -> Claimed:
    return Claimed(
        message=message(
            f"evt_{number}", f"dom_{number % 7}", order_id=f"ord_{number}", channel=Channel.CARRIER
        ),
        generation=0,
        failures=0,
        trying_since=later(),
        leased_until=later(10),
    )


def finish(outcome: Any) -> Callable[[WholeStore], Any]:
    return lambda store: store.queue.finish([(claimed(), outcome)], later(1))


def look_a_key_up(store: WholeStore) -> None:
    with store.begin("dom_1") as tx:
        tx.idempotency.claim("dom_1", "key-1")


OPERATIONS: dict[str, tuple[Callable[[WholeStore], Any], list[str | dict[str, str]]]] = {
    "claiming": (
        lambda store: store.queue.claim(Channel.CARRIER, later(10**5), later(10**5) + LEASE),
        [DUE, OF_ORDER, OF_MESSAGE],
    ),
    "claiming where nothing is due": (
        lambda store: store.queue.claim(Channel.CARRIER, later(-1), later()),
        [DUE],
    ),
    "noting what arrived": (finish(Delivered()), [OF_MESSAGE]),
    "putting back": (finish(Deferred(later(9))), [OF_MESSAGE]),
    "failing": (finish(Failed("refused", later(9))), [OF_MESSAGE, OF_ORDER]),
    "looking at what is undelivered": (lambda store: store.queue.undelivered(20), [DEAD]),
    "retrying": (lambda store: store.queue.retry("evt_17", later(9)), [OF_ORDER]),
    "an order's notifications": (
        lambda store: store.notifications.of_order("dom_2", "ord_1"),
        [NOTIFICATIONS],
    ),
    "forgetting messages": (lambda store: store.reaper.delete_old_messages(later(5)), [ARRIVED]),
    "forgetting answers": (lambda store: store.reaper.delete_old_responses(later(5)), [RECORDED]),
    "bringing forward": (
        lambda store: store.reaper.bring_forward(later(10**7), later()),
        [DUE],
    ),
    "looking a key up": (look_a_key_up, [OF_KEY]),
}


@pytest.mark.parametrize(("operation", "indexes"), OPERATIONS.values(), ids=OPERATIONS)
def test_recurring_statements_use_indexes(
    full: Engine,
    operation: Callable[[WholeStore], Any],
    indexes: list[str | dict[str, str]],
):
    plan = plan_of(full, operation)

    for index in indexes:
        assert (index if isinstance(index, str) else index[full.dialect.name]) in plan
    for table in ("outbox", "next", "idempotency_keys"):
        assert f"Seq Scan on {table}" not in plan
    for whole_table in ("SCAN outbox\n", "SCAN next\n", "SCAN idempotency_keys\n"):
        assert whole_table not in plan + "\n"


def test_a_claim_uses_indexes_with_outdated_statistics():
    with ENGINES["postgresql"]() as engine:
        # All messages are delivered when statistics are collected; then a thousand new ones come.
        add(engine, [row(number) for number in range(3_000) if number % 20 < 17])
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE outbox")
        add(engine, [row(number) for number in range(18, 20_000, 20)])

        plan = plan_of(engine, OPERATIONS["claiming"][0])

    _, _, of_order = plan.partition(OF_ORDER)
    condition = next(line for line in of_order.splitlines() if "Index Cond" in line)
    assert "order_id = " in condition


BACKLOG = text("""
    INSERT INTO outbox
        (domain_id, message_id, order_id, version, channel, about, created_at, due_at)
    SELECT 'dom_b', 'evt_' || n, 'ord_' || n, 2, 'carrier', 'order.status_changed', :at, :at
    FROM generate_series(1, 100000) AS n
""")


def test_a_long_backlog_does_not_delay_another_domain():
    with ENGINES["postgresql"]() as engine:
        unheard = engine.execution_options(unheard=True)
        with transaction(unheard, tenant="dom_b", writes=True) as connection:
            connection.execute(BACKLOG, {"at": later(-3600)})
            connection.commit()
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE outbox")
        add(engine, [row(18) | {"domain_id": domain} for domain in ("dom_a", "dom_c")])
        store = sql_store(engine)

        with statements(engine) as executed:
            claimed = store.queue.claim(Channel.CARRIER, later(60), later(60) + LEASE)
        plan = "\n".join(plans(engine, executed))

    assert [each.message.domain_id for each in claimed[:3]] == ["dom_a", "dom_b", "dom_c"]
    assert len(claimed) <= 100
    assert len(executed) == 8, "a read of the longest due, four of the next domain, three claims"
    assert OF_DOMAIN in plan
    assert "Seq Scan on outbox" not in plan
    assert "Sort" not in plan.partition(OF_DOMAIN)[0], "the whole backlog would be sorted"
