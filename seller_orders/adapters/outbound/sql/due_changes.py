"""Orders that are due for a change by the passing of time, in SQL.

A read of every domain's own index finds some of its orders, so that no statement reads the orders
of two domains.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, Select, bindparam, exists, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import read, write
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.tables import (
    CAN_BE_LATE,
    ENDS_BY_ITSELF,
    IS_LISTED,
    lateness_records,
    order_counts,
    orders,
)
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.application.ports.due_changes import Lateness
from seller_orders.application.ports.order_cache import OrderKey

_BATCH: Final = 100
"""Orders of one domain that are found at a time."""

_DOMAINS: Final = select(order_counts.c.domain_id).distinct()
_OF_THE_DOMAIN: Final = orders.c.domain_id == bindparam("domain_id")
_EXPIRED: Final = (
    select(orders.c.order_id)
    .where(_OF_THE_DOMAIN, ENDS_BY_ITSELF, orders.c.next_release_at <= bindparam("now"))
    .order_by(orders.c.next_release_at, orders.c.order_id)
    .limit(_BATCH)
)
_IS_SETTLED: Final = exists().where(
    lateness_records.c.domain_id == bindparam("domain_id"),
    lateness_records.c.order_id == orders.c.order_id,
    lateness_records.c.ship_by == orders.c.ship_by,
)
_LATE: Final = (
    select(orders.c.order_id, orders.c.ship_by)
    .where(
        _OF_THE_DOMAIN, IS_LISTED, CAN_BE_LATE, orders.c.ship_by < bindparam("now"), ~_IS_SETTLED
    )
    .order_by(orders.c.ship_by, orders.c.order_id)
    .limit(_BATCH)
)


@frozen
class SqlDueChanges:
    """Finds due orders. Several may look at once."""

    engine: Engine

    def expired_holds(self, now: datetime) -> Sequence[OrderKey]:
        """Return some orders with a hold whose end is past."""
        return [OrderKey(domain_id, id) for domain_id, (id,) in self._due(_EXPIRED, now)]

    def late_orders(self, now: datetime) -> Sequence[Lateness]:
        """Return some late orders whose lateness is not settled for their ``ship_by``."""
        return [
            Lateness(order=OrderKey(domain_id, id), ship_by=ship_by)
            for domain_id, (id, ship_by) in self._due(_LATE, now)
        ]

    def settle_lateness(self, lateness: Lateness) -> None:
        """Keep an order from being found again for this ``ship_by``."""
        domain_id, order_id = lateness.order.domain_id, lateness.order.order_id
        settling = insert_or(self.engine.dialect.name, lateness_records).on_conflict_do_nothing()
        row = {"domain_id": domain_id, "order_id": order_id, "ship_by": lateness.ship_by}
        write(self.engine, domain_id, (settling, row))

    def _due(self, statement: Select[Any], now: datetime) -> list[tuple[str, Any]]:
        due = list[tuple[str, Any]]()
        for domain_id in read(self.engine, TenantScope.DOMAINS_OF_ORDERS, _DOMAINS, {}):
            with transaction(self.engine, tenant=domain_id) as connection:
                found = connection.execute(statement, {"domain_id": domain_id, "now": now})
                due += [(domain_id, tuple(row)) for row in found]
        return due
