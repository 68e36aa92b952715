"""End of read-only transactions on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from tests.contracts.stores import end_connection, postgresql_engine


@pytest.fixture
def engine() -> Iterator[Engine]:
    with postgresql_engine() as migrated:
        yield migrated


def test_a_read_survives_a_connection_lost_at_its_end(engine: Engine):
    with transaction(engine) as connection:
        found = connection.execute(text("SELECT 42")).scalar_one()
        end_connection(connection)

    assert found == 42
    with transaction(engine) as another:
        assert another.execute(text("SELECT 43")).scalar_one() == 43
