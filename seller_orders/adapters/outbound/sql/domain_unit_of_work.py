"""Unit of work on a domain's own resources, in one transaction of the SQL store."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from attrs import frozen
from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.host_transaction import rollback
from seller_orders.adapters.outbound.sql.connection.unit_of_work_commit import commit
from seller_orders.adapters.outbound.sql.domains.domain_settings import SqlSettingsRepository
from seller_orders.adapters.outbound.sql.domains.registered_domains import SqlDomainRepository
from seller_orders.adapters.outbound.sql.events.domain_event_cursors import (
    SqlDomainEventCursors,
)
from seller_orders.adapters.outbound.sql.idempotency_store import SqlIdempotencyStore
from seller_orders.adapters.outbound.sql.keys.key_repository import SqlKeyRepository
from seller_orders.adapters.outbound.sql.users.saved_views import SqlSavedViewRepository
from seller_orders.adapters.outbound.sql.users.sessions import SqlSessionRepository
from seller_orders.adapters.outbound.sql.users.user_repository import SqlUserRepository
from seller_orders.adapters.outbound.sql.webhooks.deliveries import SqlDeliveryRecorder
from seller_orders.adapters.outbound.sql.webhooks.endpoints import SqlWebhookEndpoints
from seller_orders.application.ports.clock import Clock


@frozen
class SqlDomainUnitOfWork:
    """Repositories that share one transaction."""

    domains: SqlDomainRepository
    idempotency: SqlIdempotencyStore
    keys: SqlKeyRepository
    users: SqlUserRepository
    sessions: SqlSessionRepository
    views: SqlSavedViewRepository
    endpoints: SqlWebhookEndpoints
    deliveries: SqlDeliveryRecorder
    settings: SqlSettingsRepository
    event_cursors: SqlDomainEventCursors
    connection: Connection

    def commit(self) -> None:
        """Commit. Raises OutcomeUnknownError if the connection was lost during the commit."""
        commit(self.connection)

    def rollback(self) -> None:
        """Roll back and begin another transaction."""
        rollback(self.connection)


def domain_units_of_work(
    store: Store, clock: Clock
) -> Callable[[str], AbstractContextManager[SqlDomainUnitOfWork]]:
    """Return a function that begins units of work. One that is not committed is rolled back."""

    @contextmanager
    def begin(domain_id: str) -> Iterator[SqlDomainUnitOfWork]:
        with transaction(store, tenant=domain_id, writes=True) as connection:
            yield SqlDomainUnitOfWork(
                idempotency=SqlIdempotencyStore(connection, clock),
                keys=SqlKeyRepository(connection),
                users=SqlUserRepository(connection),
                sessions=SqlSessionRepository(connection),
                views=SqlSavedViewRepository(connection),
                endpoints=SqlWebhookEndpoints(connection),
                deliveries=SqlDeliveryRecorder(connection),
                settings=SqlSettingsRepository(connection),
                event_cursors=SqlDomainEventCursors(connection, domain_id),
                domains=SqlDomainRepository(connection),
                connection=connection,
            )

    return begin
