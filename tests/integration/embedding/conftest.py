from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from attrs import evolve
from sqlalchemy import Engine

from seller_orders.adapters.outbound.sql.connection.host_transaction import (
    HostTransaction,
    on_host_engine,
)
from seller_orders.adapters.outbound.sql.orders.order_reader import SqlOrderReader
from seller_orders.adapters.outbound.sql.outbox.notification_log import SqlNotificationLog
from seller_orders.adapters.outbound.sql.outbox.outbox_queue import SqlOutboxQueue
from seller_orders.adapters.outbound.sql.search.order_search import SqlOrderSearch
from seller_orders.adapters.outbound.sql.search.refund_search import SqlRefundSearch
from seller_orders.adapters.outbound.sql.unit_of_work import units_of_work
from seller_orders.testing.fakes.relay import WakeCounter
from seller_orders.testing.store import WholeStore
from tests.contracts.stores import SCHEMA, restocked_in, sql_store
from tests.integration.embedding.hosts import HOSTS, plain_postgresql, plain_sqlite


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A host's engine, each kind in turn."""
    with HOSTS[request.param](tmp_path) as engine:
        yield engine


@contextmanager
def hosted_store(host: str, place: str, folder: Path) -> Iterator[WholeStore]:
    """An empty store on a host's engine or inside its transaction; on PostgreSQL in a schema."""
    schema = SCHEMA if host == "postgresql" else None
    opened = plain_postgresql(folder, schema) if schema else plain_sqlite(folder)
    with opened as engine:
        hosted = on_host_engine(engine, schema)
        if place == "in its engine":
            yield sql_store(hosted)
            return
        with engine.connect() as connection:
            # Tests also read across domains here; the same statements are checked on the engine.
            transaction = HostTransaction(connection.execution_options(unheard=True), schema)
            yield within(sql_store(hosted), transaction)


HOSTED_STORES = [
    pytest.param((host, place), id=f"{place}-{host}")
    for host in ("sqlite", "postgresql")
    for place in ("in its engine", "in its transaction")
]


@pytest.fixture(params=HOSTED_STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WholeStore]:
    """An empty store on a host's database, each kind in turn."""
    host, place = request.param
    with hosted_store(host, place, tmp_path) as empty:
        yield empty


@pytest.fixture(params=HOSTED_STORES, scope="module")
def shared_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[WholeStore]:
    """A store for many examples, each with new domains."""
    host, place = request.param
    with hosted_store(host, place, tmp_path_factory.mktemp("shared")) as shared:
        yield shared


_OF_A_SECOND_TRANSACTION: Final = frozenset(
    {
        "test_uncommitted_changes_are_invisible_to_others",
        "test_concurrent_requests_get_different_numbers",
        "test_one_of_concurrent_orders_gets_an_external_id",
        "test_every_order_blocks_no_writer",
        "test_only_committed_messages_are_claimed",
        "test_a_held_message_is_claimed_after_its_hold",
        "test_a_refund_of_an_archived_order_is_found",
    }
)
_OF_ROWS: Final = frozenset(
    {
        "test_a_full_chunk_is_not_read_twice",
        "test_detail_equals_the_aggregates_read_model",
        "test_every_order_reads_all_chunks_by_id",
        "test_get_returns_the_order_that_was_added",
        "test_save_replaces_any_state_with_any_other",
    }
)
"""Tests of many orders: their rows do not depend on the connection. One place is enough, and it is
on PostgreSQL: the contracts of the adapters run them on both databases."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests that need a second transaction, and repetitions of tests of many orders."""
    config.hook.pytest_deselected(items=[each for each in items if _is_left_out(each)])
    items[:] = [each for each in items if not _is_left_out(each)]


def _is_left_out(item: pytest.Item) -> bool:
    name = item.name.partition("[")[0]
    if "in its transaction-postgresql" in item.name:
        return name in _OF_A_SECOND_TRANSACTION
    if "in its transaction" in item.name:
        return name in _OF_A_SECOND_TRANSACTION | _OF_ROWS
    return "in its engine" in item.name and name in _OF_ROWS


def within(store: WholeStore, transaction: HostTransaction) -> WholeStore:
    """Return the ports inside a transaction that is never committed."""
    return evolve(
        store,
        begin=units_of_work(transaction, store.clock, WakeCounter()),
        reader=SqlOrderReader(transaction),
        search=SqlOrderSearch(transaction),
        refunds=SqlRefundSearch(transaction),
        queue=SqlOutboxQueue(transaction),
        notifications=SqlNotificationLog(transaction),
        restocked=partial(restocked_in, transaction),
    )
