"""``embed`` and ``migrate`` on SQLite and PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from seller_orders import CreateOrder, DeliverMessages, ListOrders, embed, migrate
from seller_orders.application.ports.unit_of_work import StoreUnavailableError
from tests.integration.embedding.hosts import disposed, on_postgresql
from tests.support.drafts import draft
from tests.support.servers import bare_database

CREATE = CreateOrder(domain_id="dom_1", by="erp", draft=draft())


@pytest.fixture
def empty_postgresql() -> Iterator[Engine]:
    with bare_database() as url:
        yield from on_postgresql(url)


def test_embed_creates_the_schema_of_an_empty_sqlite_file(tmp_path: Path):
    for engine in disposed(create_engine(f"sqlite:///{tmp_path / 'shop.db'}")):
        orders = embed(engine)

        orders.create_order(CREATE).unwrap()

        assert orders.list_orders(ListOrders(domain_id="dom_1")).total == 1
        orders.deliver_messages(DeliverMessages())


def test_a_postgresql_database_has_to_be_migrated_first(empty_postgresql: Engine):
    with pytest.raises(StoreUnavailableError, match="schema is behind"):
        embed(empty_postgresql)

    migrate(empty_postgresql)

    assert embed(empty_postgresql).create_order(CREATE).unwrap().version == 1


def test_a_second_migration_changes_nothing(empty_postgresql: Engine):
    migrate(empty_postgresql)
    migrate(empty_postgresql)

    embed(empty_postgresql).create_order(CREATE).unwrap()


def test_a_sqlite_file_with_other_tables_has_to_be_migrated(tmp_path: Path):
    for engine in disposed(create_engine(f"sqlite:///{tmp_path / 'shop.db'}")):
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE ledger (entry TEXT)"))
        with pytest.raises(StoreUnavailableError, match="schema is behind"):
            embed(engine)

        migrate(engine)

        embed(engine).create_order(CREATE).unwrap()
