"""Refund search in SQL."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    literal_column,
    select,
    tuple_,
    union_all,
)

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.refunds.refund_rows import with_settled_parts
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, refunds_due
from seller_orders.application.ports.refund_search import (
    RefundPartSummary,
    RefundPosition,
    RefundSummary,
)
from seller_orders.domain.money import amount_of
from seller_orders.domain.payment import RefundStatus

_KEPT_STATEMENTS: Final = 1_000
_SEQUENCE: Final = ("created_at", "order_id", "refund_id")
_FACTS: Final = ("amount", "parts", "reason", "status")


@frozen
class SqlRefundSearch:
    """Reads in separate read-only transactions, without locks."""

    store: Store

    def find(
        self,
        domain_id: str,
        statuses: Collection[RefundStatus],
        limit: int,
        after: RefundPosition | None = None,
    ) -> list[RefundSummary]:
        """Return up to ``limit`` refunds that have one of the statuses, oldest first."""
        if not statuses:
            return []
        statement = _statement(frozenset(statuses), limit, follows=after is not None)
        values: dict[str, Any] = {"domain_id": domain_id}
        if after is not None:
            values |= {name: getattr(after, name) for name in _SEQUENCE}
        with transaction(self.store, tenant=domain_id) as connection:
            return [_summary(row) for row in connection.execute(statement, values)]


@lru_cache(_KEPT_STATEMENTS)
def _statement(statuses: frozenset[RefundStatus], limit: int, *, follows: bool) -> Select[Any]:
    # Each status is one range of the index, limited to a page, so that only a page is joined.
    ranges = [_range(status, limit, follows=follows) for status in sorted(statuses)]
    found = union_all(*map(select, ranges)).subquery("found")
    is_order = (
        orders.c.domain_id == bindparam("domain_id"),
        orders.c.order_id == found.c.order_id,
    )
    # Earlier releases leave the rows of settled refunds behind.
    is_due = (
        refunds_due.c.domain_id == bindparam("domain_id"),
        refunds_due.c.order_id == found.c.order_id,
        refunds_due.c.refund_id == found.c.refund_id,
        found.c.status == literal_column(f"'{RefundStatus.PENDING}'"),
    )
    return (
        select(found, orders.c.order_number, orders.c.currency, refunds_due.c.due_since)
        .select_from(found.join(orders, and_(*is_order)).outerjoin(refunds_due, and_(*is_due)))
        .order_by(*(found.c[name] for name in _SEQUENCE))
        .limit(literal_column(str(limit)))
    )


def _range(status: RefundStatus, limit: int, *, follows: bool) -> Subquery:
    sequence = [refunds.c[name] for name in _SEQUENCE]
    wanted = select(*sequence, *(refunds.c[name] for name in _FACTS)).where(
        refunds.c.domain_id == bindparam("domain_id"),
        refunds.c.status == literal_column(f"'{status}'"),
    )
    if follows:
        place = tuple_(*(bindparam(each.name, type_=each.type) for each in sequence))
        wanted = wanted.where(tuple_(*sequence) > place)
    return wanted.order_by(*sequence).limit(literal_column(str(limit))).subquery(status)


def _summary(row: Row[Any]) -> RefundSummary:
    return RefundSummary(
        id=row.refund_id,
        order_id=row.order_id,
        order_number=row.order_number,
        amount=amount_of(row.amount),
        currency=row.currency,
        parts=[
            RefundPartSummary(
                tender_id=part["tender_id"],
                amount=amount_of(part["amount"]),
                status=part["status"],
            )
            for part in with_settled_parts(row._asdict())["parts"]
        ],
        reason=row.reason,
        status=row.status,
        created_at=row.created_at,
        due_since=row.due_since,
    )
