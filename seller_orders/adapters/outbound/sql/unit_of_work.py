"""Unit of work: one transaction of the SQL store."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from attrs import frozen
from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.host_transaction import (
    HostTransaction,
    rollback,
)
from seller_orders.adapters.outbound.sql.connection.unit_of_work_commit import commit
from seller_orders.adapters.outbound.sql.customers.order_copies import SqlOrderCopies
from seller_orders.adapters.outbound.sql.idempotency_store import SqlIdempotencyStore
from seller_orders.adapters.outbound.sql.orders.inventory import SqlInventory
from seller_orders.adapters.outbound.sql.orders.order_repository import SqlOrderRepository
from seller_orders.adapters.outbound.sql.outbox.outbox import SqlOutbox
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.outbox import Relay


@frozen
class SqlUnitOfWork:
    """Repositories that share one transaction."""

    orders: SqlOrderRepository
    inventory: SqlInventory
    outbox: SqlOutbox
    idempotency: SqlIdempotencyStore
    copies: SqlOrderCopies
    connection: Connection
    relay: Relay

    def commit(self) -> None:
        """Commit, then wake the relay if there are new messages.

        Raises OutcomeUnknownError if the connection was lost during the commit.
        """
        commit(self.connection)
        if self.outbox.channels:
            self.relay.wake(self.outbox.channels)

    def rollback(self) -> None:
        """Roll back and begin another transaction."""
        rollback(self.connection)


def units_of_work(
    store: Store, clock: Clock, relay: Relay, *, posts_restocks: bool = False
) -> Callable[[str], AbstractContextManager[SqlUnitOfWork]]:
    """Return a function that begins units of work. One that is not committed is rolled back.

    If ``posts_restocks``, restocks are sent to an inventory service through the outbox.
    """

    @contextmanager
    def begin(domain_id: str) -> Iterator[SqlUnitOfWork]:
        with transaction(store, tenant=domain_id, writes=True) as connection:
            outbox = SqlOutbox(connection, holds=not isinstance(store, HostTransaction))
            yield SqlUnitOfWork(
                orders=SqlOrderRepository(connection),
                inventory=SqlInventory(outbox if posts_restocks else None),
                outbox=outbox,
                idempotency=SqlIdempotencyStore(connection, clock),
                copies=SqlOrderCopies(connection),
                connection=connection,
                relay=relay,
            )

    return begin
