"""Attempts to deliver events to webhook endpoints, in SQL."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, Final

from attrs import evolve, fields, frozen
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
)

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    defer_to_commit,
    execute_batch,
)
from seller_orders.adapters.outbound.sql.schema.webhook_tables import FAILED, webhook_deliveries
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.application.ports.webhook_deliveries import (
    DeliveryFilters,
    DeliveryPosition,
    LaterAttempts,
    WebhookDelivery,
)
from seller_orders.application.ports.webhook_sender import PING

_ERROR_LENGTH: Final = 500
_DELIVERY: Final = webhook_deliveries.c
_FIELDS: Final = [field.name for field in fields(WebhookDelivery)]
_values_of: Final = attrgetter(*_FIELDS)


@frozen
class SqlDeliveryRecorder:
    """Inserts attempts, on one connection."""

    connection: Connection

    def record(self, delivery: WebhookDelivery) -> WebhookDelivery:
        """Insert an attempt, with its number."""
        (numbered,) = self.record_all([delivery])
        return numbered

    def record_all(self, deliveries: Sequence[WebhookDelivery]) -> Sequence[WebhookDelivery]:
        """Insert attempts of one domain, and return them with their numbers."""
        dialect = self.connection.dialect.name
        wanted = {
            "of_domain": deliveries[0].domain_id,
            "endpoint_ids": sorted({each.endpoint_id for each in deliveries}),
            "event_ids": sorted({each.event_id for each in deliveries}),
        }
        counted = execute_batch(self.connection, (_attempts(dialect), wanted)).rows
        before = {(endpoint_id, event_id): count for endpoint_id, event_id, count in counted}
        numbered = list[WebhookDelivery]()
        for each in deliveries:
            of_event = each.endpoint_id, each.event_id
            before[of_event] = before.get(of_event, 0) + 1
            numbered.append(evolve(each, attempt=before[of_event]))
        rows = [_row(each) for each in numbered]
        defer_to_commit(self.connection, *inserting(dialect, webhook_deliveries, rows))
        return numbered

    def attempts_after(
        self, domain_id: str, endpoint_id: str, moment: datetime, until: datetime
    ) -> LaterAttempts:
        """Return the outcomes of committed attempts that began in a time, without pings."""
        failed_at = case((FAILED, _DELIVERY.attempted_at))
        outcomes = select(func.min(failed_at), func.count() - func.count(failed_at)).where(
            *_of_endpoint(domain_id, endpoint_id),
            _DELIVERY.attempted_at > moment,
            _DELIVERY.attempted_at <= until,
            _DELIVERY.event_type != PING,
        )
        failed_since, accepted = self.connection.execute(outcomes).one()
        return LaterAttempts(failed_since=failed_since, is_any_accepted=accepted > 0)


@frozen
class SqlWebhookDeliveries:
    """Reads attempts in read-only transactions."""

    store: Store

    def get(self, domain_id: str, endpoint_id: str, delivery_id: str) -> WebhookDelivery | None:
        """Return an attempt of an endpoint."""
        of_endpoint = _of_endpoint(domain_id, endpoint_id)
        wanted = select(webhook_deliveries).where(
            *of_endpoint, _DELIVERY.delivery_id == delivery_id
        )
        with transaction(self.store, tenant=domain_id) as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _delivery(row)

    def find(
        self,
        domain_id: str,
        endpoint_id: str,
        filters: DeliveryFilters,
        limit: int,
        after: DeliveryPosition | None = None,
    ) -> list[WebhookDelivery]:
        """Return some attempts, newest first."""
        conditions = [*_of_endpoint(domain_id, endpoint_id)]
        if filters.event_id is not None:
            conditions.append(_DELIVERY.event_id == filters.event_id)
        if filters.failed is not None:
            conditions.append(FAILED if filters.failed else _DELIVERY.error.is_(None))
        place = (_DELIVERY.attempted_at, _DELIVERY.delivery_id)
        if after is not None:
            last = (
                literal(after.attempted_at, _DELIVERY.attempted_at.type),
                literal(after.delivery_id),
            )
            conditions.append(tuple_(*place) < tuple_(*last))
        newest = select(webhook_deliveries).where(*conditions)
        page = newest.order_by(*(each.desc() for each in place)).limit(limit)
        with transaction(self.store, tenant=domain_id) as connection:
            return [_delivery(row) for row in connection.execute(page)]


def _of_endpoint(domain_id: str, endpoint_id: str) -> tuple[ColumnElement[bool], ...]:
    return _DELIVERY.domain_id == domain_id, _DELIVERY.endpoint_id == endpoint_id


@cache
def _attempts(dialect: str) -> Select[Any]:
    """Return the query of the numbers of attempts for some events and endpoints."""
    of_event = (_DELIVERY.endpoint_id, _DELIVERY.event_id)
    counted = select(*of_event, func.count()).where(
        _DELIVERY.domain_id == bindparam("of_domain"),
        is_one_of(_DELIVERY.endpoint_id, "endpoint_ids", dialect),
        is_one_of(_DELIVERY.event_id, "event_ids", dialect),
    )
    return counted.group_by(*of_event)


def _row(delivery: WebhookDelivery) -> dict[str, Any]:
    row = dict(zip(_FIELDS, _values_of(delivery), strict=True))
    error = None if delivery.error is None else delivery.error[:_ERROR_LENGTH]
    return row | {"delivery_id": row.pop("id"), "error": error}


def _delivery(row: Row[Any]) -> WebhookDelivery:
    values = row._asdict()
    return WebhookDelivery(id=values.pop("delivery_id"), **values)
