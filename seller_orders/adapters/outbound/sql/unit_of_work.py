"""One transaction of the SQL store."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from attrs import frozen
from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.inventory import SqlInventory
from seller_orders.adapters.outbound.sql.order_repository import SqlOrderRepository
from seller_orders.adapters.outbound.sql.outbox import SqlOutbox


@frozen
class SqlUnitOfWork:
    """What is done on one connection, until it is committed."""

    orders: SqlOrderRepository
    inventory: SqlInventory
    outbox: SqlOutbox
    commit: Callable[[], None]

    @classmethod
    def on(cls, connection: Connection) -> "SqlUnitOfWork":
        """Work on a connection."""
        return cls(
            orders=SqlOrderRepository(connection),
            inventory=SqlInventory(connection),
            outbox=SqlOutbox(connection),
            commit=connection.commit,
        )


def units_of_work(engine: Engine) -> Callable[[], AbstractContextManager[SqlUnitOfWork]]:
    """Return what begins units of work; leaving one that is not committed undoes it."""

    @contextmanager
    def begin() -> Iterator[SqlUnitOfWork]:
        with connected(engine, writes=True) as connection:
            yield SqlUnitOfWork.on(connection)

    return begin
