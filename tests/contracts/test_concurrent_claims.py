from collections.abc import Iterator

import pytest

from seller_orders.adapters.outbound.sql.unit_of_work import SqlUnitOfWork
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from seller_orders.testing.contracts.concurrent_claims import (
    AwaitedClaimsContract,
    ConcurrentClaimsContract,
    SeenClaimsContract,
)
from seller_orders.testing.contracts.idempotency_store import ANSWER, KEY, record, recorded
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import STORES, end_connection, postgresql_store


class TestConcurrentClaims(ConcurrentClaimsContract):
    """On every store."""


class TestAwaitedClaims(AwaitedClaimsContract):
    """On stores with one writer at a time."""

    @pytest.fixture(params=["fake", "sqlite"])
    def store(self, request: pytest.FixtureRequest) -> Iterator[WholeStore]:
        with STORES[request.param]() as store:
            yield store


class TestSeenClaims(SeenClaimsContract):
    """On PostgreSQL."""

    @pytest.fixture
    def store(self) -> Iterator[WholeStore]:
        with postgresql_store() as store:
            yield store

    def test_a_lost_connection_releases_its_claim(self, store: WholeStore):
        with store.begin("dom_1") as tx:
            assert isinstance(tx, SqlUnitOfWork)
            assert tx.idempotency.claim("dom_1", KEY) is None
            end_connection(tx.connection)
            with pytest.raises(StoreUnavailableError):
                tx.idempotency.record("dom_1", KEY, "dead", b"dead")

        record(store)
        assert recorded(store) == ANSWER
