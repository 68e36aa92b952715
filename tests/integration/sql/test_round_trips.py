from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
from returns.pipeline import is_successful
from sqlalchemy import Engine, bindparam, select, text

from seller_orders.adapters.outbound.sql.connection import postgresql_pipeline
from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.ports.unit_of_work import StoreRefusedError, StoreUnavailableError
from seller_orders.testing.outbox_steps import claim, finish, post, waiting
from seller_orders.testing.store_steps import keep, message, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.support.servers import as_administrator, fresh_database

OF_DOMAIN = orders.c.domain_id == bindparam("of")
IDS = select(orders.c.order_id).where(OF_DOMAIN)
ANY = bindparam("any", 1) == 1


@pytest.fixture
def engine() -> Iterator[Engine]:
    with fresh_database() as url:
        engine = open_engine(url, statement_timeout_s=1.0)
        yield engine
        engine.dispose()


END = """
    SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
    WHERE datname = %s AND pid <> pg_backend_pid()
"""
PREPARED = "SELECT statement FROM pg_prepared_statements"


def messages(engine: Engine, domain_id: str = "dom_1") -> int:
    with statements(engine) as seen:
        read(engine, domain_id, IDS, {"of": domain_id})
    return len(seen)


def prepared(engine: Engine) -> list[str]:
    with transaction(engine) as connection:
        return list(connection.exec_driver_sql(PREPARED).scalars())


def test_a_read_takes_one_round_trip_and_is_prepared_once(engine: Engine):
    assert [messages(engine), messages(engine)] == [1, 1]

    assert len([each for each in prepared(engine) if "FROM orders" in each]) == 1


def test_a_read_is_limited_to_its_domain(engine: Engine):
    store = sql_store(engine)
    for domain_id in ("dom_1", "dom_2"):
        keep(store, order("ord_1", domain_id=domain_id))

    assert read(engine, "dom_1", IDS, {"of": "dom_1"}) == ["ord_1"]
    assert read(engine, "dom_2", IDS, {"of": "dom_1"}) == []
    with transaction(engine) as connection:
        assert connection.scalars(IDS, {"of": "dom_2"}).all() == []


def test_values_are_never_parsed_as_sql(engine: Engine):
    stored = sql_store(engine)
    keep(stored, order("ord_1"))
    named = IDS.where(orders.c.order_id == bindparam("wanted"))

    for wanted in ("'; DROP TABLE orders; --", "\\", "$1", "%s", "') OR ('a' = 'a", "\U0010ffff"):
        assert read(engine, "dom_1", named, {"of": "dom_1", "wanted": wanted}) == []
        assert read(engine, wanted, named, {"of": "dom_1", "wanted": "ord_1"}) == []
    assert read(engine, "dom_1", named, {"of": "dom_1", "wanted": "ord_1"}) == ["ord_1"]


def test_a_relay_takes_four_round_trips_a_batch(engine: Engine):
    store = sql_store(engine)
    post(store, message("evt_0", order_id="ord_0"))
    finish(store, *claim(store))
    post(store, *(message(f"evt_{n}", order_id=f"ord_{n}") for n in range(1, 60)))

    with statements(engine) as seen:
        finish(store, *claim(store))

    # It finds the domain, claims, records the outcomes, and looks for more.
    assert len(seen) == 4
    assert waiting(store) == []


def test_dropped_statements_are_prepared_again(engine: Engine):
    read(engine, "dom_1", IDS, {"of": "dom_1"})
    with transaction(engine) as connection:
        connection.exec_driver_sql("DEALLOCATE ALL")

    # The first one fails, and is sent again.
    assert [messages(engine), messages(engine)] == [2, 1]


def test_the_oldest_prepared_statements_are_closed(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgresql_pipeline, "MAX_PREPARED_STATEMENTS", 3)
    for n in range(4):
        assert read(engine, "dom_1", select(text(f"{n}")).where(ANY), {}) == [n]

    assert sorted(each[:8] for each in prepared(engine)) == ["SELECT 1", "SELECT 2", "SELECT 3"]


def test_a_slow_statement_is_cancelled(engine: Engine):
    with pytest.raises(StoreUnavailableError):
        read(engine, "dom_1", select(text("pg_sleep(5)")).where(ANY), {})

    assert read(engine, "dom_1", select(text("1")).where(ANY), {}) == [1]


def test_a_rollback_keeps_prepared_statements(engine: Engine):
    store = sql_store(engine)
    keep(store, order())
    for _ in range(3):
        with store.begin("dom_1") as tx:
            assert is_successful(tx.orders.get("dom_1", "ord_1"))
            tx.rollback()

    locking = [each for each in prepared(engine) if "FOR UPDATE" in each]
    assert len(locking) == 1


def test_a_batch_that_fails_leaves_the_connection_usable(engine: Engine):
    fails = select(text("1 / CAST(:zero AS INTEGER)")).where(ANY)

    for _ in range(3):
        with pytest.raises(StoreRefusedError):
            read(engine, "dom_1", fails, {"zero": 0})
        assert read(engine, "dom_1", select(text("1")).where(ANY), {}) == [1]


def test_text_with_nul_is_rejected(engine: Engine):
    named = IDS.where(orders.c.order_id == bindparam("wanted"))
    keep(sql_store(engine), order("ord_1"))

    with pytest.raises(StoreRefusedError):
        read(engine, "dom_1", named, {"of": "dom_1", "wanted": "ord_1\0x"})
    assert read(engine, "dom_1", named, {"of": "dom_1", "wanted": "ord_1"}) == ["ord_1"]


def test_a_lost_connection_costs_one_read(engine: Engine):
    """The pool's other connections, which the server has ended too, are not used again."""
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(engine.connect())
    with psycopg.connect(as_administrator(str(engine.url)), autocommit=True) as other:
        other.execute(END, [engine.url.database])

    with pytest.raises(StoreUnavailableError):
        read(engine, "dom_1", IDS, {"of": "dom_1"})

    with ExitStack() as held:
        for _ in range(3):
            connection = held.enter_context(transaction(engine, tenant="dom_1"))
            assert connection.scalars(IDS, {"of": "dom_1"}).all() == []


def test_a_value_that_is_no_text_is_refused(engine: Engine):
    for malformed in ("\ud800", "\0"):
        with pytest.raises(StoreRefusedError):
            read(engine, "dom_1", IDS, {"of": malformed})
        with pytest.raises(StoreRefusedError):
            read(engine, malformed, IDS, {"of": "dom_1"})
    assert read(engine, "dom_1", IDS, {"of": "dom_1"}) == []


def test_an_error_of_the_caller_is_not_taken_for_the_drivers(engine: Engine):
    with pytest.raises(UnicodeEncodeError), transaction(engine, tenant="dom_1"):
        "\ud800".encode()
