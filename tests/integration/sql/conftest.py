from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from seller_orders.testing.store import WholeStore
from tests.contracts.stores import ENGINES, sql_store, sqlite_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An engine on an SQLite file with the tables and nothing in them."""
    with sqlite_engine(tmp_path) as migrated:
        yield migrated


@pytest.fixture
def store(engine: Engine) -> WholeStore:
    """All that the SQL adapters offer, on that file."""
    return sql_store(engine)


@pytest.fixture(params=ENGINES)
def either_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An engine on an empty database of each kind in turn."""
    with ENGINES[request.param](tmp_path) as migrated:
        yield migrated
