"""Orders that are due for a change by the passing of time, in SQL.

A read across domains finds some of them by an index that has only such orders. So it reads nothing
while nothing is due, however many domains and orders there are.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Engine,
    Select,
    bindparam,
    select,
    tuple_,
)

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.order_indexes import ENDS_BY_ITSELF, LATENESS_IS_DUE
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.ports.due_changes import DueOrder
from seller_orders.application.ports.order_cache import OrderKey

_BATCH: Final = 100
_FIRST: Final = DueOrder(order=OrderKey("", ""), since=datetime.min.replace(tzinfo=UTC))


def _next_due(since: Column[Any], *is_due: ColumnElement[bool]) -> Select[Any]:
    key = (since, orders.c.domain_id, orders.c.order_id)
    names = ("since", "domain_id", "order_id")
    last = (bindparam(name, type_=column.type) for name, column in zip(names, key, strict=True))
    return (
        select(*key)
        # The index serves the time even where row-level security keeps it from comparing texts.
        .where(*is_due, since >= bindparam("since"), tuple_(*key) > tuple_(*last))
        .order_by(*key)
        .limit(_BATCH)
    )


_NOW: Final[BindParameter[Any]] = bindparam("now")
_EXPIRED: Final = _next_due(
    orders.c.next_release_at, ENDS_BY_ITSELF, orders.c.next_release_at <= _NOW
)
_LATE: Final = _next_due(orders.c.ship_by, LATENESS_IS_DUE, orders.c.ship_by < _NOW)


@frozen
class SqlDueChanges:
    """Finds due orders. Several may look at once."""

    engine: Engine

    def expired_holds(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
        """Return some orders with a hold that has ended."""
        return self._due(_EXPIRED, now, after or _FIRST)

    def late_orders(self, now: datetime, after: DueOrder | None = None) -> Sequence[DueOrder]:
        """Return some late orders whose timeline does not have the lateness for ``ship_by``."""
        return self._due(_LATE, now, after or _FIRST)

    def _due(self, statement: Select[Any], now: datetime, after: DueOrder) -> Sequence[DueOrder]:
        key = after.order
        place = {"since": after.since, "domain_id": key.domain_id, "order_id": key.order_id}
        with transaction(self.engine, tenant=TenantScope.DUE_CHANGES) as connection:
            found = connection.execute(statement, {"now": now, **place})
            return [DueOrder(order=OrderKey(*key), since=since) for since, *key in found]
