from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection import database_clock
from seller_orders.adapters.outbound.sql.connection.database_clock import DatabaseClock
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.contracts.stores import ENGINES
from tests.integration.sql.counting import statements
from tests.support.server_process import free_port
from tests.support.servers import bare_database

AN_HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)


class SetBack(datetime):
    """The wall clock, an hour late."""

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return AN_HOUR_AGO


@pytest.fixture
def postgresql() -> Iterator[Engine]:
    with bare_database() as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()


def test_the_clock_shows_postgresqls_time(postgresql: Engine, monkeypatch: pytest.MonkeyPatch):
    clock = DatabaseClock(postgresql)
    first = clock.now()
    monkeypatch.setattr(database_clock, "datetime", SetBack)

    with statements(postgresql) as seen:
        times = [clock.now() for _ in range(100)]

    assert times == sorted(times)
    assert times[0] >= first > AN_HOUR_AGO
    assert first.tzinfo is UTC
    assert len(seen) <= 1


def test_the_clock_is_read_again_after_a_while(postgresql: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database_clock, "_READ_EVERY_S", 0.0)
    clock = DatabaseClock(postgresql)

    with statements(postgresql) as seen:
        clock.now()
        clock.now()

    assert len(seen) == 2


def test_the_clock_advances_without_the_database(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database_clock, "_READ_EVERY_S", 0.0)
    with bare_database() as url:
        engine = open_engine(url)
        clock = DatabaseClock(engine)
        before = clock.now()
        engine.dispose()

    times = [clock.now() for _ in range(2)]

    assert before <= times[0] <= times[1]


def test_without_a_first_reading_the_store_is_unavailable():
    clock = DatabaseClock(open_engine(f"postgresql://nobody@127.0.0.1:{free_port()}/none"))

    with pytest.raises(StoreUnavailableError):
        clock.now()


def test_on_sqlite_the_clock_is_the_machines(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database_clock, "datetime", SetBack)

    with ENGINES["sqlite"]() as engine:
        assert DatabaseClock(engine).now() == AN_HOUR_AGO
