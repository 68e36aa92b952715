"""Migration 0013: settled refunds are deleted from refunds_due."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema import migration_runner, schema_version
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds_due
from seller_orders.domain.payment import RefundStatus
from seller_orders.testing.sample_order import CREATED, payment, refund
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.integration.migrations.migrating import (
    KINDS,
    earlier_database,
    interrupt_migration,
    keep_as_before,
)

MIGRATION = "seller_orders.adapters.outbound.sql.schema.migrations.versions.m0013_refunds_by_status"
DOMAINS = ("dom_1", "dom_2", "dom_3")
PENDING = ["ord_0/r_0", "ord_1/r_0", "ord_2/r_0"]


@pytest.fixture(params=KINDS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the previous release, with settled refunds in refunds_due."""
    with earlier_database(request.param, tmp_path, "0012") as engine:
        states = ("pending", "succeeded", "failed")
        refunds = tuple(refund(1, status, f"r_{n}") for n, status in enumerate(states))
        for domain_id in DOMAINS:
            ids = [f"ord_{n}" for n in range(3)]
            keep_as_before(
                engine, *(order(id, domain_id, payment=payment("paid", 250, refunds)) for id in ids)
            )
            record(engine, domain_id, ids, [each.id for each in refunds])
        yield engine


def record(engine: Engine, domain_id: str, order_ids: list[str], refund_ids: list[str]) -> None:
    """Insert refunds into refunds_due, as the previous release did."""
    rows = [
        {
            "domain_id": domain_id,
            "order_id": order_id,
            "refund_id": refund_id,
            "amount": 10_000,
            "currency": "INR",
            "due_since": CREATED,
        }
        for order_id in order_ids
        for refund_id in refund_ids
    ]
    with transaction(engine, tenant=domain_id, writes=True) as connection:
        connection.execute(insert(refunds_due), rows)
        connection.commit()


def due(engine: Engine, domain_id: str) -> list[str]:
    wanted = select(refunds_due).where(refunds_due.c.domain_id == domain_id)
    with transaction(engine, tenant=domain_id) as connection:
        return sorted(f"{row.order_id}/{row.refund_id}" for row in connection.execute(wanted))


def test_settled_refunds_of_all_domains_are_deleted(
    before: Engine, monkeypatch: pytest.MonkeyPatch
):
    """The migration needs several batches."""
    monkeypatch.setattr(import_module(MIGRATION), "_BATCH", 2)
    assert len(due(before, "dom_1")) == 9

    migration_runner.migrate(before)

    assert {domain_id: due(before, domain_id) for domain_id in DOMAINS} == dict.fromkeys(
        DOMAINS, PENDING
    )


@pytest.mark.parametrize("cut", [("CREATE INDEX",), ("WITH batch", "DELETE FROM")], ids=str)
def test_an_interrupted_migration_can_be_repeated(before: Engine, cut: tuple[str, ...]):
    assert interrupt_migration(before, *cut)
    migration_runner.migrate(before)

    assert schema_version.is_current(before)
    assert due(before, "dom_1") == PENDING
    if before.dialect.name == "postgresql":
        policies = "SELECT DISTINCT policyname FROM pg_policies"
        with transaction(before) as connection:
            found = connection.execute(text(policies)).scalars()
            assert set(found) == {"tenant_fence", "across_domains", "word_search"}


def test_settled_rows_of_an_earlier_release_are_hidden(either_engine: Engine):
    """A process of that release may still use the database."""
    store = sql_store(either_engine)
    states = ("pending", "succeeded")
    refunds = tuple(refund(1, status, f"r_{n}") for n, status in enumerate(states))
    keep(store, order("ord_1", payment=payment("paid", 250, refunds)))
    record(either_engine, "dom_1", ["ord_1"], ["r_0", "r_1"])

    found = store.refunds.find("dom_1", frozenset(RefundStatus), 20)

    assert [(each["id"], each["due_since"]) for each in found] == [("r_0", CREATED), ("r_1", None)]
