"""A repository of your own, which stores pickled orders with the standard library's sqlite3.

It needs the bare package alone. A unit of work is a transaction with BEGIN IMMEDIATE, so a second
one waits, and it rolls back unless committed. Our tests run the contracts of the ports on it.
Run it with ``python -m examples.own_repository``.
"""

import pickle
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from attrs import frozen
from returns.result import Failure, Result, Success

from examples.shop import new_order
from seller_orders import Message, Order, OrderStatus, UpdateStatus
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.create_order import CreateOrderHandler
from seller_orders.application.commands.update_status import UpdateStatusHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.idempotency_store import StoredOutcome
from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.stock import Restock

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (domain, id, store, number, body, PRIMARY KEY (domain, id));
CREATE TABLE IF NOT EXISTS numbers (domain PRIMARY KEY, last);
CREATE TABLE IF NOT EXISTS restocks (domain, id, line, units);
CREATE TABLE IF NOT EXISTS messages (domain, id, body, PRIMARY KEY (domain, id));
CREATE TABLE IF NOT EXISTS responses (domain, key, since, body, PRIMARY KEY (domain, key));
"""
_KEPT_FOR = timedelta(hours=24)


@frozen
class PickleOrderRepository:
    """Order repository on one connection."""

    connection: sqlite3.Connection

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order. No other transaction writes meanwhile, so no row lock is needed."""
        order = self.get_many(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return the orders that exist, by id."""
        rows = self.connection.execute("SELECT id, body FROM orders WHERE domain = ?", (domain_id,))
        return {id: _read(body) for id, body in rows if id in order_ids}

    def add(self, *orders: Order) -> None:
        """Insert orders."""
        rows = [
            (each.domain_id, each.id, each.store_id, each.number, pickle.dumps(each))
            for each in orders
        ]
        self.connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", rows)

    def save(self, *orders: Order) -> None:
        """Update orders."""
        rows = [(pickle.dumps(each), each.domain_id, each.id) for each in orders]
        self.connection.executemany("UPDATE orders SET body = ? WHERE domain = ? AND id = ?", rows)

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Return which ids and numbers are in use."""
        rows = self.connection.execute(
            "SELECT id, store, number FROM orders WHERE domain = ?", (domain_id,)
        )
        used = rows.fetchall()
        return ExistingIdentifiers(
            frozenset(id for id, _, _ in used) & frozenset(order_ids),
            frozenset(StoreNumber(store, number) for _, store, number in used if number in numbers),
        )

    def external_id_holders(
        self, domain_id: str, external_ids: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], str]:
        """Return the ids of the orders that hold external ids, by system and external id."""
        rows = self.connection.execute("SELECT body FROM orders WHERE domain = ?", (domain_id,))
        orders = [_read(body) for (body,) in rows]
        held = {pair: each.id for each in orders for pair in each.external_ids.items()}
        return {pair: held[pair] for pair in external_ids if pair in held}

    def next_number(self, domain_id: str, numbering: OrderNumbering) -> str:
        """Return the next free number, from 1001 on."""
        begin = "INSERT INTO numbers VALUES (?, ?) ON CONFLICT DO NOTHING"
        count = "UPDATE numbers SET last = max(last + 1, ?) WHERE domain = ? RETURNING last"
        self.connection.execute(begin, (domain_id, numbering.first - 1))
        while True:
            least = numbering.next or 0
            ((last,),) = self.connection.execute(count, (least, domain_id)).fetchall()
            if not self.taken(domain_id, [], [numbering.number(last)]).numbers:
                return numbering.number(last)


@frozen
class PickleInventory:
    """Record of restocked units."""

    connection: sqlite3.Connection

    def restore(self, *restocks: tuple[Order, Restock]) -> None:
        """Record units; each entry of an order's ledger comes once."""
        rows = [
            (order.domain_id, order.id, item.id, item.quantity)
            for order, restock in restocks
            for item in restock.items
        ]
        self.connection.executemany("INSERT INTO restocks VALUES (?, ?, ?, ?)", rows)


@frozen
class PickleOutbox:
    """Messages to deliver."""

    connection: sqlite3.Connection

    def add(self, messages: Sequence[Message]) -> None:
        """Insert messages."""
        rows = [(each.domain_id, each.message_id, pickle.dumps(each)) for each in messages]
        self.connection.executemany("INSERT INTO messages VALUES (?, ?, ?)", rows)


@frozen
class PickleIdempotencyStore:
    """Responses of idempotency keys, for 24 hours."""

    connection: sqlite3.Connection
    clock: Clock

    def claim(self, domain_id: str, key: str) -> StoredOutcome | None:
        """Return the key's response, or None if this transaction may use the key."""
        since = (self.clock.now() - _KEPT_FOR).isoformat()
        wanted = "SELECT body FROM responses WHERE domain = ? AND key = ? AND since > ?"
        row = self.connection.execute(wanted, (domain_id, key, since)).fetchone()
        return None if row is None else _read(row[0])

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Insert the response of a key without one."""
        if self.claim(domain_id, key) is not None:
            raise WriteConflictError("another request stored a response under this idempotency key")
        body = pickle.dumps(StoredOutcome(fingerprint, answer))
        row = (domain_id, key, self.clock.now().isoformat(), body)
        self.connection.execute("INSERT OR REPLACE INTO responses VALUES (?, ?, ?, ?)", row)

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Replace the response of a key that has one."""
        if (old := self.claim(domain_id, key)) is not None:
            body = pickle.dumps(StoredOutcome(old.fingerprint, answer))
            of_key = "UPDATE responses SET body = ? WHERE domain = ? AND key = ?"
            self.connection.execute(of_key, (body, domain_id, key))


@frozen
class PickleUnitOfWork:
    """Unit of work on one connection."""

    connection: sqlite3.Connection
    orders: PickleOrderRepository
    inventory: PickleInventory
    outbox: PickleOutbox
    idempotency: PickleIdempotencyStore

    def commit(self) -> None:
        """Commit, and begin the next transaction."""
        self.connection.execute("COMMIT")
        self.connection.execute("BEGIN IMMEDIATE")

    def rollback(self) -> None:
        """Roll back, and begin the next transaction."""
        self.connection.execute("ROLLBACK")
        self.connection.execute("BEGIN IMMEDIATE")


@frozen
class PickleStore:
    """A SQLite file with orders, messages and responses."""

    file: Path
    clock: Clock

    def __attrs_post_init__(self) -> None:
        """Create the tables of a new file."""
        with closing(sqlite3.connect(self.file)) as connection:
            connection.executescript(_TABLES)

    @contextmanager
    def begin(self, _: str) -> Iterator[PickleUnitOfWork]:
        """Begin a unit of work, which rolls back at its end unless committed."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield PickleUnitOfWork(
                connection,
                PickleOrderRepository(connection),
                PickleInventory(connection),
                PickleOutbox(connection),
                PickleIdempotencyStore(connection, self.clock),
            )


def _read(body: bytes) -> Any:
    return pickle.loads(body)  # noqa: S301  # only this program writes the file


@frozen
class SystemClock:
    """Clock of the machine."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)


@frozen
class RandomIds:
    """Random identifiers."""

    def new(self, prefix: str) -> str:
        """Return a new identifier."""
        return f"{prefix}{uuid4().hex}"

    def secret(self) -> str:
        """Return a random secret."""
        return token_urlsafe(32)


def main(file: str = "orders.db") -> None:
    """Create an order and change its status twice."""
    clock, ids, settings = SystemClock(), RandomIds(), InstallationSettings()
    store = PickleStore(Path(file), clock)
    create = CreateOrderHandler(
        begin=store.begin, cache=NoOrderCache(), clock=clock, ids=ids, settings=settings
    )
    move = UpdateStatusHandler(
        begin=store.begin,
        cache=NoOrderCache(),
        changes=ChangeFactory(clock=clock, ids=ids, channels=()),
        settings=settings,
    )
    order = create(new_order()).unwrap()
    for status in (OrderStatus.DELIVERED, OrderStatus.PENDING):
        moved = move(UpdateStatus(domain_id="dom_1", order_id=order.id, by="shop", status=status))
        print(moved.map(lambda order: order.status.value).value_or(None) or moved.failure().message)


if __name__ == "__main__":
    main()
