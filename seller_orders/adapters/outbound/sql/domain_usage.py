"""Usage of domains, counted from the orders and events that are stored anyway."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from attrs import frozen
from sqlalchemy import ColumnElement, Engine, Select, bindparam, func, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.tables import IS_LISTED, orders
from seller_orders.application.domains import MonthlyUsage


def _created(condition: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).where(
        orders.c.domain_id == bindparam("domain_id"),
        orders.c.created_at >= bindparam("since"),
        orders.c.created_at < bindparam("until"),
        condition,
    )


# Each count reads an index alone: the archived orders have one of their own.
_LISTED: Final = _created(IS_LISTED)
_ARCHIVED: Final = _created(~IS_LISTED)


@frozen
class SqlDomainUsage:
    """Counts a month at a time, so that each statement is short."""

    engine: Engine

    def of_months(self, domain_id: str, months: Sequence[date]) -> Sequence[MonthlyUsage]:
        """Return the usage of months, each named by its first day."""
        return [self._of_month(domain_id, month) for month in months]

    def _of_month(self, domain_id: str, month: date) -> MonthlyUsage:
        since = datetime(month.year, month.month, 1, tzinfo=UTC)
        until = (since + timedelta(days=31)).replace(day=1)
        values = {"domain_id": domain_id, "since": since, "until": until}
        with transaction(self.engine, tenant=domain_id) as connection:
            counts = [connection.scalar(each, values) or 0 for each in (_LISTED, _ARCHIVED)]
        return MonthlyUsage(f"{month:%Y-%m}", sum(counts), None)
