from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from seller_orders.testing.store import WholeStore
from tests.contracts.stores import sql_store, sqlite_engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine on an empty, migrated SQLite file."""
    with sqlite_engine() as migrated:
        yield migrated


@pytest.fixture
def store(engine: Engine) -> WholeStore:
    """The SQL adapters on that file."""
    return sql_store(engine)
