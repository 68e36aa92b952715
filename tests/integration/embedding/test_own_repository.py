"""The repository of the example passes the contracts; a model for a host's own tests."""

import pickle
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import frozen
from returns.result import Failure, Result, Success

from examples.own_repository import PickleStore
from seller_orders import Message, Order
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.ports.order_reader import DomainReader, OrderDetail
from seller_orders.application.ports.order_search import OrderSearch
from seller_orders.application.ports.outbox import OutboxQueue
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.contracts.external_ids import ExternalIdsContract
from seller_orders.testing.contracts.idempotency_store import IdempotencyStoreContract
from seller_orders.testing.contracts.inventory import InventoryContract
from seller_orders.testing.contracts.order_numbers import OrderNumbersContract
from seller_orders.testing.contracts.order_repository import OrderRepositoryContract
from seller_orders.testing.contracts.unit_of_work import UnitOfWorkContract
from seller_orders.testing.store import Store


@frozen
class Undelivered:
    """The part of an undelivered message that the contracts read."""

    message: Message


@frozen
class ShelfReader:
    """Reads committed data, as the contracts do."""

    shelf: PickleStore

    def order(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        found = "SELECT body FROM orders WHERE domain = ? AND id = ?"
        rows = self._all(found, domain_id, order_id)
        return Success(pickle.loads(rows[0][0])) if rows else Failure(OrderNotFound(order_id))

    def detail(self, domain_id: str, order_id: str) -> Result[OrderDetail, OrderNotFound]:
        return self.order(domain_id, order_id).map(order_detail)

    def undelivered(self, _: int) -> list[Undelivered]:
        return [
            Undelivered(pickle.loads(body)) for (body,) in self._all("SELECT body FROM messages")
        ]

    def restocked(self, domain_id: str) -> list[tuple[str, str, int]]:
        found = "SELECT id, line, units FROM restocks WHERE domain = ? ORDER BY id, line"
        return self._all(found, domain_id)

    def _all(self, statement: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(self.shelf.file)) as shelf:
            return shelf.execute(statement, values).fetchall()


def shelf_store(file: Path) -> Store:
    clock = SettableClock()
    shelf = PickleStore(file, clock)
    reader = ShelfReader(shelf)
    return Store(
        clock=clock,
        begin=shelf.begin,
        reader=cast("DomainReader", reader),
        search=cast("OrderSearch", None),
        queue=cast("OutboxQueue", reader),
        restocked=reader.restocked,
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return shelf_store(tmp_path / "shelf.db")


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return shelf_store(tmp_path_factory.mktemp("shelf") / "shelf.db")


class TestUnitOfWork(UnitOfWorkContract):
    """Run on a shelf."""


class TestOrderRepository(OrderRepositoryContract):
    """Run on a shelf."""


class TestExternalIds(ExternalIdsContract):
    """Run on a shelf."""


class TestOrderNumbers(OrderNumbersContract):
    """Run on a shelf."""


class TestInventory(InventoryContract):
    """Run on a shelf."""


class TestIdempotencyStore(IdempotencyStoreContract):
    """Run on a shelf."""
