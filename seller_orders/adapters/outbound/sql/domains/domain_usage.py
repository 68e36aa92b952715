"""Usage of domains, counted from orders, events, and the counts of deleted events."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from attrs import field, frozen
from sqlalchemy import ColumnElement, Engine, Select, bindparam, func, select

from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.schema.event_tables import event_counts, events
from seller_orders.adapters.outbound.sql.schema.order_indexes import IS_LISTED
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.application.domains import MonthlyUsage


def _created(condition: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).where(
        orders.c.domain_id == bindparam("domain_id"),
        orders.c.created_at >= bindparam("since"),
        orders.c.created_at < bindparam("until"),
        condition,
    )


# Each count reads an index alone: the archived orders have one of their own.
_ORDERS: Final = (_created(IS_LISTED), _created(~IS_LISTED))
_KEPT: Final = select(func.count()).where(
    events.c.domain_id == bindparam("domain_id"),
    events.c.number > bindparam("after"),
    events.c.number <= bindparam("last"),
)
_DELETED: Final = select(event_counts.c.events).where(
    event_counts.c.domain_id == bindparam("domain_id"), event_counts.c.month == bindparam("month")
)
# One statement, so that an event that is deleted meanwhile is counted once.
_EVENTS: Final = select(_KEPT.scalar_subquery() + func.coalesce(_DELETED.scalar_subquery(), 0))
_FIRST_DELETED: Final = select(func.min(event_counts.c.month)).where(
    event_counts.c.domain_id == bindparam("domain_id")
)


@frozen
class SqlDomainUsage:
    """Counts a month at a time, so that each statement is short."""

    engine: Engine
    _log: SqlEventLog = field(init=False)

    @_log.default
    def _log_of_engine(self) -> SqlEventLog:
        return SqlEventLog(self.engine)

    def of_months(self, domain_id: str, months: Sequence[date]) -> Sequence[MonthlyUsage]:
        """Return the usage of months, each named by its first day."""
        return [self._of_month(domain_id, month) for month in months]

    def _of_month(self, domain_id: str, month: date) -> MonthlyUsage:
        since = datetime(month.year, month.month, 1, tzinfo=UTC)
        until = (since + timedelta(days=31)).replace(day=1)
        wanted = {"domain_id": domain_id, "since": since, "until": until}
        created = sum(
            count for each in _ORDERS for count in read(self.engine, domain_id, each, wanted)
        )
        return MonthlyUsage(f"{month:%Y-%m}", created, self._events(domain_id, since, until))

    def _events(self, domain_id: str, since: datetime, until: datetime) -> int | None:
        """Return the number of a month's events; those in the log are in the order of their times.

        Returns None if the month ended before the first event.
        """
        month, of_domain = f"{since:%Y-%m}", {"domain_id": domain_id}
        oldest, last = self._log.oldest(domain_id), self._log.before(domain_id, until).number
        if oldest is None or last < oldest.number:
            (first,) = read(self.engine, domain_id, _FIRST_DELETED, of_domain)
            if first is None or month < first:
                return None
        after = self._log.before(domain_id, since).number
        wanted = {**of_domain, "after": after, "last": last, "month": month}
        (count,) = read(self.engine, domain_id, _EVENTS, wanted)
        return int(count)
