"""Refunds that people make by hand, each part of one for itself.

A row is deleted in the transaction that settles its part.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, Text, bindparam, cast, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    commit,
    execute_batch,
)
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.tables import orders, refunds, refunds_due
from seller_orders.adapters.outbound.sql.statements.bulk_dml import Row, deleting
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or
from seller_orders.application.ports.clock import Clock
from seller_orders.application.ports.payment_provider import RefundRequest
from seller_orders.domain.money import Money
from seller_orders.domain.payment import RefundStatus

_OF_ORDER: Final[Mapping[str, Any]] = {name: bindparam(name) for name in ("domain_id", "order_id")}
# A refund is settled under its order's lock, so later statements see the result.
_LOCK: Final = (
    select(orders.c.order_id)
    .where(*(orders.c[name] == value for name, value in _OF_ORDER.items()))
    .with_for_update(read=True, key_share=True)
)
_STATE: Final = select(refunds.c.status, cast(refunds.c.parts, Text)).where(
    *(refunds.c[name] == value for name, value in _OF_ORDER.items()),
    refunds.c.refund_id == bindparam("refund_id"),
)
_NO_TENDER: Final = ""


@frozen
class SqlManualRefunds:
    """Payment provider for installations without one: records refunds to be made by hand."""

    engine: Engine
    clock: Clock

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Record the refund or part unless it is recorded or settled. Always returns pending.

        The request may be repeated, and may arrive after its refund was settled.
        """
        values = {
            "domain_id": request.domain_id,
            "order_id": request.order_id,
            "refund_id": request.refund_id,
            "tender_id": request.tender_id or _NO_TENDER,
            "amount": Money.of(request.amount, request.currency).unwrap().units,
            "currency": request.currency,
            "due_since": self.clock.now(),
        }
        with transaction(self.engine, tenant=request.domain_id, writes=True) as connection:
            found = execute_batch(connection, (_LOCK, values), (_STATE, values)).rows
            states = [{"status": status, "parts": read_document(parts)} for status, parts in found]
            if all(values["tender_id"] in _pending(state) for state in states):
                record = insert_or(self.engine.dialect.name, refunds_due).on_conflict_do_nothing()
                connection.execute(record, values)
                commit(connection)
        return RefundStatus.PENDING


def clearing(
    dialect: str, old: Mapping[Any, Row], new: Mapping[Any, Row]
) -> Iterator[ParametrizedStatement]:
    """Return the deletion of the refunds and parts that a change settles, if any.

    ``old`` and ``new`` are the changed rows of the refunds table, by key.
    """
    settled = [
        {**row, "tender_id": tender_id}
        for key, row in old.items()
        for tender_id in _pending(row) - _pending(new.get(key))
    ]
    if settled:
        yield deleting(dialect, refunds_due, settled)


def _pending(row: Row | None) -> set[str]:
    """Return the tenders that are still to get back their part of a refund."""
    if row is None or row["status"] != RefundStatus.PENDING:
        return set()
    if not row["parts"]:
        return {_NO_TENDER}
    return {part["tender_id"] for part in row["parts"] if part["status"] == RefundStatus.PENDING}
