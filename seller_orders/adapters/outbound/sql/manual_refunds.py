"""Refunds that people make by hand.

A row is deleted in the transaction that settles its refund.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, Insert, bindparam, select

from seller_orders.adapters.outbound.sql.connection.statement_batch import Call, write
from seller_orders.adapters.outbound.sql.schema.tables import orders, refunds, refunds_due
from seller_orders.adapters.outbound.sql.statements.bulk_dml import Row, deleting
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.money import Money
from seller_orders.domain.payment import RefundStatus

_GIVEN: Final = {
    column.name: bindparam(f"given_{column.name}", type_=column.type) for column in refunds_due.c
}
# A refund is settled under its order's lock, so later statements see the result.
_LOCK: Final = (
    select(orders.c.order_id)
    .where(orders.c.domain_id == _GIVEN["domain_id"], orders.c.order_id == _GIVEN["order_id"])
    .with_for_update(read=True, key_share=True)
)


@frozen
class SqlManualRefunds:
    """Payment provider for installations without one: records refunds to be made by hand."""

    engine: Engine
    clock: Clock

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Record the refund unless it is recorded or settled. Always returns pending.

        The request may be repeated, and may arrive after its refund was settled.
        """
        values = {
            "given_domain_id": request.domain_id,
            "given_order_id": request.order_id,
            "given_refund_id": request.refund_id,
            "given_amount": Money.of(request.amount, request.currency).unwrap().units,
            "given_currency": request.currency,
            "given_due_since": self.clock.now(),
        }
        record = _record(self.engine.dialect.name)
        write(self.engine, request.domain_id, (_LOCK, values), (record, values))
        return RefundStatus.PENDING


def clearing(dialect: str, old: Mapping[Any, Row], new: Mapping[Any, Row]) -> Iterator[Call]:
    """Return the deletion of the refunds that a change settles, if any.

    ``old`` and ``new`` are the changed rows of the refunds table, by key.
    """
    pending = {key for key, row in new.items() if row["status"] == RefundStatus.PENDING}
    if settled := [row for key, row in old.items() if key not in pending]:
        yield deleting(dialect, refunds_due, settled)


@cache
def _record(dialect: str) -> Insert:
    key = [refunds.c[column.name] == _GIVEN[column.name] for column in refunds_due.primary_key]
    is_settled = select(refunds.c.refund_id).where(*key, refunds.c.status != RefundStatus.PENDING)
    row = select(*_GIVEN.values()).where(~is_settled.exists())
    recorded = insert_or(dialect, refunds_due).from_select([*_GIVEN], row)
    due: Insert = recorded.on_conflict_do_nothing()
    return due
