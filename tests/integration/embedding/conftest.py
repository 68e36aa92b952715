from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve
from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.sql.guests import guest_of
from seller_orders.adapters.outbound.sql.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from tests.contracts.stores import Store, restocked_in, sql_store
from tests.fakes.relay import Bell
from tests.integration.embedding.hosts import HOSTS


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An embedder's engine, of each kind in turn."""
    with HOSTS[request.param](tmp_path) as engine:
        yield engine


@pytest.fixture(params=["sqlite", "postgresql"])
def guest(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An embedder's engine, as it is used for us."""
    with HOSTS[request.param](tmp_path) as engine:
        yield guest_of(engine)


@pytest.fixture(params=["in its engine", "in its transaction"])
def store(request: pytest.FixtureRequest, guest: Engine) -> Iterator[Store]:
    """A store that is a guest."""
    if request.param == "in its engine":
        yield sql_store(guest)
    else:
        with guest.connect() as connection:
            # The same statements are heard in its engine; here a test looks across domains as well.
            yield within(sql_store(guest), connection.execution_options(unheard=True))


def within(store: Store, connection: Connection) -> Store:
    """The ports that work in a transaction, which is never committed."""
    return evolve(
        store,
        begin=units_of_work(connection, store.clock, Bell()),
        reader=SqlOrderReader(connection),
        search=SqlOrderSearch(connection),
        queue=SqlOutboxQueue(connection),
        notifications=SqlNotificationLog(connection),
        restocked=partial(restocked_in, connection),
    )
