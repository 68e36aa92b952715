"""One transaction of the SQL store."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from attrs import frozen
from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.connection.engine import Store, connected, translated
from seller_orders.adapters.outbound.sql.connection.host_transaction import undo
from seller_orders.adapters.outbound.sql.connection.statement_batch import commit
from seller_orders.adapters.outbound.sql.idempotency_store import SqlIdempotencyStore
from seller_orders.adapters.outbound.sql.orders.inventory import SqlInventory
from seller_orders.adapters.outbound.sql.orders.order_repository import SqlOrderRepository
from seller_orders.adapters.outbound.sql.outbox.outbox import SqlOutbox
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import Relay
from seller_orders.application.ports.unit_of_work import (
    OutcomeUnknownError,
    StoreUnavailableError,
    WriteConflictError,
)


@frozen
class SqlUnitOfWork:
    """What is done on one connection, until it is committed."""

    orders: SqlOrderRepository
    inventory: SqlInventory
    outbox: SqlOutbox
    idempotency: SqlIdempotencyStore
    connection: Connection
    relay: Relay

    def commit(self) -> None:
        """Commit, and wake the relay where there are messages for it."""
        try:
            with translated():
                commit(self.connection)
        except WriteConflictError:
            raise
        except StoreUnavailableError as error:
            raise OutcomeUnknownError(str(error)) from error
        if self.outbox.channels:
            self.relay.wake(self.outbox.channels)

    def undo(self) -> None:
        """Roll back; what follows is a transaction of its own."""
        undo(self.connection)


def units_of_work(
    store: Store, clock: Clock, relay: Relay, *, posts_restocks: bool = False
) -> Callable[[str], AbstractContextManager[SqlUnitOfWork]]:
    """Return what begins a domain's units of work; one that is left uncommitted is undone.

    ``posts_restocks``: inventory is kept somewhere else, and is told of them by the outbox.
    """

    @contextmanager
    def begin(domain_id: str) -> Iterator[SqlUnitOfWork]:
        with connected(store, rows_of=domain_id, writes=True) as connection:
            outbox = SqlOutbox(connection, holds=not isinstance(store, Connection))
            yield SqlUnitOfWork(
                orders=SqlOrderRepository(connection),
                inventory=SqlInventory(outbox if posts_restocks else None),
                outbox=outbox,
                idempotency=SqlIdempotencyStore(connection, clock),
                connection=connection,
                relay=relay,
            )

    return begin
