"""Storage of webhook endpoints in SQL."""

from collections.abc import Collection
from typing import Any, Final

from attrs import asdict, frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.named_schema import lock_key
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.event_tables import event_cursors
from seller_orders.adapters.outbound.sql.schema.outbox_tables import WAITING, outbox
from seller_orders.adapters.outbound.sql.schema.webhook_tables import webhook_endpoints
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import moment
from seller_orders.application.events.consumers import consumer_channel
from seller_orders.application.webhooks.consumers import replay_consumer
from seller_orders.domain.webhook_endpoint import EventReplay, WebhookEndpoint

_AT_ONCE: Final = 1_000
_ENDPOINT: Final = webhook_endpoints.c


def is_endpoint(domain_id: str, endpoint_id: str) -> ColumnElement[bool]:
    """Return the condition of one endpoint."""
    return (_ENDPOINT.domain_id == domain_id) & (_ENDPOINT.endpoint_id == endpoint_id)


@frozen
class SqlWebhookEndpoints:
    """Endpoints on one connection."""

    connection: Connection

    def lock(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint, locked until the transaction ends."""
        wanted = select(webhook_endpoints).where(is_endpoint(domain_id, endpoint_id))
        row = self.connection.execute(wanted.with_for_update()).one_or_none()
        return None if row is None else endpoint_of(row)

    def lock_all(self, domain_id: str, endpoint_ids: Collection[str]) -> list[WebhookEndpoint]:
        """Return the endpoints of some ids, locked in the sequence of their ids."""
        is_one = is_one_of(_ENDPOINT.endpoint_id, "endpoint_ids", self.connection.dialect.name)
        wanted = select(webhook_endpoints).where(_ENDPOINT.domain_id == domain_id, is_one)
        in_sequence = wanted.order_by(_ENDPOINT.endpoint_id).with_for_update()
        rows = self.connection.execute(in_sequence, {"endpoint_ids": [*endpoint_ids]})
        return [endpoint_of(row) for row in rows]

    def add(self, endpoint: WebhookEndpoint) -> None:
        """Insert a new endpoint."""
        self.connection.execute(insert(webhook_endpoints).values(_row(endpoint)))

    def save(self, endpoint: WebhookEndpoint) -> None:
        """Update a locked endpoint."""
        of_endpoint = is_endpoint(endpoint.domain_id, endpoint.id)
        self.connection.execute(
            update(webhook_endpoints).where(of_endpoint).values(_changes(endpoint))
        )

    def remove(self, endpoint: WebhookEndpoint) -> None:
        """Delete a locked endpoint. Its deliveries are deleted when they are old."""
        of_endpoint = is_endpoint(endpoint.domain_id, endpoint.id)
        self.connection.execute(delete(webhook_endpoints).where(of_endpoint))

    def count(self, domain_id: str) -> int:
        """Count a domain's endpoints. Another transaction that counts waits until this one ends."""
        if self.connection.dialect.name == "postgresql":
            key = lock_key(self.connection, f"{domain_id}/webhook_endpoints")
            self.connection.execute(select(func.pg_advisory_xact_lock(key)))
        of_domain = _ENDPOINT.domain_id == domain_id
        counted = select(func.count()).select_from(webhook_endpoints).where(of_domain)
        return self.connection.execute(counted).scalar_one()


@frozen
class SqlWebhookEndpointReader:
    """Reads endpoints in read-only transactions."""

    store: Store

    def get(self, domain_id: str, endpoint_id: str) -> WebhookEndpoint | None:
        """Return an endpoint."""
        wanted = select(webhook_endpoints).where(is_endpoint(domain_id, endpoint_id))
        with transaction(self.store, tenant=domain_id) as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else endpoint_of(row)

    def some(self, domain_id: str, limit: int, after: str = "") -> list[WebhookEndpoint]:
        """Return some endpoints, oldest first: their ids sort by time."""
        of_domain = (_ENDPOINT.domain_id == domain_id, _ENDPOINT.endpoint_id > after)
        page = select(webhook_endpoints).where(*of_domain).order_by(_ENDPOINT.endpoint_id)
        with transaction(self.store, tenant=domain_id) as connection:
            return [endpoint_of(row) for row in connection.execute(page.limit(limit))]

    def enabled(self, domain_id: str) -> list[WebhookEndpoint]:
        """Return the endpoints of a domain that get events."""
        of_domain = (_ENDPOINT.domain_id == domain_id, _ENDPOINT.enabled)
        every = select(webhook_endpoints).where(*of_domain).order_by(_ENDPOINT.endpoint_id)
        with transaction(self.store, tenant=domain_id) as connection:
            return [endpoint_of(row) for row in connection.execute(every)]

    def has_enabled(self) -> bool:
        """Return whether an endpoint of any domain gets events."""
        query = select(exists(select(literal(1)).where(_ENDPOINT.enabled)))
        with transaction(self.store, tenant=TenantScope.ENDPOINTS_OF_ALL) as connection:
            return bool(connection.execute(query).scalar_one())

    def finished_replays(self) -> list[WebhookEndpoint]:
        """Return some endpoints to which all events of a replay were sent."""
        query = select(webhook_endpoints).where(_ENDPOINT.replay.is_not(None)).limit(_AT_ONCE)
        with transaction(self.store, tenant=TenantScope.ENDPOINTS_OF_ALL) as connection:
            running = [endpoint_of(row) for row in connection.execute(query)]
        return [each for each in running if self._is_replayed(each)]

    def _is_replayed(self, endpoint: WebhookEndpoint) -> bool:
        assert endpoint.replay is not None, "its replay is running"
        consumer = replay_consumer(endpoint.id)
        is_before_end = (
            event_cursors.c.domain_id == endpoint.domain_id,
            event_cursors.c.consumer == consumer,
            event_cursors.c.number < endpoint.replay.end,
        )
        is_waiting = (
            WAITING,
            outbox.c.domain_id == endpoint.domain_id,
            outbox.c.channel == consumer_channel(consumer),
        )
        # Each names the domain once, because a statement that names two may be of two shards.
        unfinished = (
            select(exists(select(literal(1)).where(*condition)))
            for condition in (is_before_end, is_waiting)
        )
        with transaction(self.store, tenant=endpoint.domain_id) as connection:
            return not any(connection.scalar(each) for each in unfinished)


def _row(endpoint: WebhookEndpoint) -> dict[str, Any]:
    row = asdict(endpoint, recurse=False)
    replay = None if endpoint.replay is None else asdict(endpoint.replay)
    return row | {"endpoint_id": row.pop("id"), "replay": replay}


def _changes(endpoint: WebhookEndpoint) -> dict[str, Any]:
    key = {column.name for column in webhook_endpoints.primary_key}
    return {name: value for name, value in _row(endpoint).items() if name not in key}


def endpoint_of(row: Row[Any]) -> WebhookEndpoint:
    """Return the endpoint of a row."""
    values = row._asdict()
    names = WebhookEndpoint.__attrs_attrs__
    found = {each.name: values[each.name] for each in names if each.name != "id"}
    replay = values["replay"]
    return WebhookEndpoint(
        **found
        | {
            "id": values["endpoint_id"],
            "topics": tuple(values["topics"]),
            "replay": None if replay is None else _replay(replay),
        }
    )


def _replay(document: dict[str, Any]) -> EventReplay:
    return EventReplay(
        since=moment(document["since"]),
        until=moment(document["until"]),
        topics=tuple(document["topics"]),
        end=document["end"],
    )
