"""Database errors as they are printed: without rows."""

import traceback
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, update
from sqlalchemy.exc import DBAPIError

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.host_transaction import on_host_engine
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.ports.unit_of_work import StoreRefusedError, WriteConflictError
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store

MARKER = "Zelda-Marker"


def printed(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.fixture(params=["own", "host's"])
def used(request: pytest.FixtureRequest, either_engine: Engine) -> Iterator[Engine]:
    """Our own engine, and a host application's."""
    if request.param == "own":
        yield either_engine
        return
    engine = create_engine(either_engine.url)
    yield on_host_engine(engine)
    engine.dispose()


def test_a_constraint_error_names_it_and_quotes_no_row(either_engine: Engine, used: Engine):
    keep(sql_store(either_engine), order("ord_1"))
    spoilt = update(orders).where(orders.c.domain_id == "dom_1").values(note=MARKER, version=0)

    with (
        pytest.raises(StoreRefusedError, match="ck_orders_version") as raised,
        transaction(used, tenant="dom_1", writes=True) as connection,
    ):
        connection.execute(spoilt)

    assert MARKER not in printed(raised.value)


def test_a_conflict_quotes_no_key(either_engine: Engine):
    store = sql_store(either_engine)
    keep(store, order("ord_1", number=MARKER))

    with pytest.raises(WriteConflictError) as raised:
        keep(store, order("ord_2", number=MARKER))

    assert MARKER not in printed(raised.value)
    assert not isinstance(raised.value.__cause__, DBAPIError)


def test_text_that_no_database_can_store_is_rejected(either_engine: Engine):
    lone = update(orders).where(orders.c.domain_id == "dom_1").values(note=f"{MARKER}\ud800")

    with (
        pytest.raises(StoreRefusedError) as raised,
        transaction(either_engine, tenant="dom_1", writes=True) as connection,
    ):
        connection.execute(lone)

    assert MARKER not in printed(raised.value)
