"""A repository of one's own: orders on a shelf, a pickle each, in the standard library's sqlite3.

It needs nothing but ``pip install seller-orders``. A unit of work is a transaction that is begun at
once, so that a second one waits; what is not committed never was. The contracts of the ports are
run on it by our tests. ``python -m examples.own_repository`` runs it.
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
from seller_orders import OPEN, Message, Order, OrderStatus, UpdateStatus
from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.application.commands.create_order import CreateOrderHandler
from seller_orders.application.commands.update_status import UpdateStatusHandler
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.idempotency_store import RecordedAnswer
from seller_orders.application.ports.order_repository import ExistingIdentifiers
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.refusals import OrderNotFound
from seller_orders.domain.stock import Restock

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (domain, id, number, body, PRIMARY KEY (domain, id));
CREATE TABLE IF NOT EXISTS numbers (domain PRIMARY KEY, last);
CREATE TABLE IF NOT EXISTS restocks (domain, id, line, units);
CREATE TABLE IF NOT EXISTS messages (domain, id, body, PRIMARY KEY (domain, id));
CREATE TABLE IF NOT EXISTS answers (domain, key, since, body, PRIMARY KEY (domain, key));
"""
_KEPT_FOR = timedelta(hours=24)


@frozen
class ShelvedOrders:
    """The repository, on one connection."""

    shelf: sqlite3.Connection

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Return an order; nobody else writes meanwhile, which is lock enough."""
        order = self.get_many(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Return those that there are."""
        rows = self.shelf.execute("SELECT id, body FROM orders WHERE domain = ?", (domain_id,))
        return {id: _read(body) for id, body in rows if id in order_ids}

    def add(self, *orders: Order) -> None:
        """Keep new orders."""
        rows = [(each.domain_id, each.id, each.number, pickle.dumps(each)) for each in orders]
        self.shelf.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", rows)

    def save(self, *orders: Order) -> None:
        """Keep the new state of orders."""
        rows = [(pickle.dumps(each), each.domain_id, each.id) for each in orders]
        self.shelf.executemany("UPDATE orders SET body = ? WHERE domain = ? AND id = ?", rows)

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Tell which ids and numbers are in use."""
        rows = self.shelf.execute("SELECT id, number FROM orders WHERE domain = ?", (domain_id,))
        used = rows.fetchall()
        return ExistingIdentifiers(
            frozenset(id for id, _ in used) & frozenset(order_ids),
            frozenset(number for _, number in used) & frozenset(numbers),
        )

    def next_number(self, domain_id: str) -> str:
        """Count up from 1001, past what was given by hand."""
        begin = "INSERT INTO numbers VALUES (?, 1000) ON CONFLICT DO NOTHING"
        count = "UPDATE numbers SET last = last + 1 WHERE domain = ? RETURNING last"
        self.shelf.execute(begin, (domain_id,))
        while True:
            ((last,),) = self.shelf.execute(count, (domain_id,)).fetchall()
            if not self.taken(domain_id, [], [str(last)]).numbers:
                return str(last)


@frozen
class ShelvedInventory:
    """What was given back."""

    shelf: sqlite3.Connection

    def restore(self, order: Order, restock: Restock) -> None:
        """Take units back; each entry of an order's ledger comes here once."""
        rows = [(order.domain_id, order.id, item.id, item.quantity) for item in restock.items]
        self.shelf.executemany("INSERT INTO restocks VALUES (?, ?, ?, ?)", rows)


@frozen
class ShelvedOutbox:
    """What is to be delivered, by whoever goes through it."""

    shelf: sqlite3.Connection

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages."""
        rows = [(each.domain_id, each.message_id, pickle.dumps(each)) for each in messages]
        self.shelf.executemany("INSERT INTO messages VALUES (?, ?, ?)", rows)


@frozen
class ShelvedAnswers:
    """Answers to callers' keys, for 24 hours."""

    shelf: sqlite3.Connection
    clock: Clock

    def claim(self, domain_id: str, key: str) -> RecordedAnswer | None:
        """Return the key's answer; without one the key is this transaction's."""
        since = (self.clock.now() - _KEPT_FOR).isoformat()
        wanted = "SELECT body FROM answers WHERE domain = ? AND key = ? AND since > ?"
        row = self.shelf.execute(wanted, (domain_id, key, since)).fetchone()
        return None if row is None else _read(row[0])

    def record(self, domain_id: str, key: str, fingerprint: str, answer: bytes) -> None:
        """Keep the answer to a key that has none."""
        if self.claim(domain_id, key) is not None:
            raise WriteConflictError("the key was answered meanwhile")
        body = pickle.dumps(RecordedAnswer(fingerprint, answer))
        row = (domain_id, key, self.clock.now().isoformat(), body)
        self.shelf.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row)

    def replace(self, domain_id: str, key: str, answer: bytes) -> None:
        """Keep another answer to a key that has one."""
        if (old := self.claim(domain_id, key)) is not None:
            body = pickle.dumps(RecordedAnswer(old.fingerprint, answer))
            of_key = "UPDATE answers SET body = ? WHERE domain = ? AND key = ?"
            self.shelf.execute(of_key, (body, domain_id, key))


@frozen
class ShelfTransaction:
    """A unit of work."""

    shelf: sqlite3.Connection
    orders: ShelvedOrders
    inventory: ShelvedInventory
    outbox: ShelvedOutbox
    idempotency: ShelvedAnswers

    def commit(self) -> None:
        """Make it so; what follows is not part of it."""
        self.shelf.execute("COMMIT")
        self.shelf.execute("BEGIN IMMEDIATE")

    def undo(self) -> None:
        """Undo what was done since it began."""
        self.shelf.execute("ROLLBACK")
        self.shelf.execute("BEGIN IMMEDIATE")


@frozen
class Shelf:
    """A file with everything in it."""

    file: Path
    clock: Clock

    def __attrs_post_init__(self) -> None:
        """Give a new file its tables."""
        with closing(sqlite3.connect(self.file)) as shelf:
            shelf.executescript(_TABLES)

    @contextmanager
    def begin(self, _: str) -> Iterator[ShelfTransaction]:
        """Begin a unit of work; as it ends, what is not committed is undone."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as shelf:
            shelf.execute("BEGIN IMMEDIATE")
            yield ShelfTransaction(
                shelf,
                ShelvedOrders(shelf),
                ShelvedInventory(shelf),
                ShelvedOutbox(shelf),
                ShelvedAnswers(shelf, self.clock),
            )


def _read(body: bytes) -> Any:
    return pickle.loads(body)  # noqa: S301  # from a file that nobody else writes


@frozen
class SystemClock:
    """The time, now."""

    def now(self) -> datetime:
        """Return it, in UTC."""
        return datetime.now(UTC)


@frozen
class RandomIds:
    """Ids that nobody else has."""

    def new(self, prefix: str) -> str:
        """Return one."""
        return f"{prefix}{uuid4().hex}"

    def secret(self) -> str:
        """Return what nobody guesses."""
        return token_urlsafe(32)


def main(file: str = "shelf.db") -> None:
    """Take an order in, and move it."""
    clock, ids = SystemClock(), RandomIds()
    shelf = Shelf(Path(file), clock)
    create = CreateOrderHandler(begin=shelf.begin, clock=clock, ids=ids)
    move = UpdateStatusHandler(
        begin=shelf.begin,
        cache=NoOrderCache(),
        changes=ChangeFactory(clock=clock, ids=ids, channels=()),
        rules=OPEN,
    )
    order = create(new_order()).unwrap()
    for status in (OrderStatus.DELIVERED, OrderStatus.PENDING):
        moved = move(UpdateStatus(domain_id="dom_1", order_id=order.id, by="shop", status=status))
        print(moved.map(lambda order: order.status.value).value_or(None) or moved.failure().message)


if __name__ == "__main__":
    main()
