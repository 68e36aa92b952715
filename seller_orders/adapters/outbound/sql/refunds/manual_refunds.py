"""Refunds that people make by hand: a row for each, with what is still to be paid.

The transaction that settles a part lowers the amount; the one that settles all of the refund
deletes the row.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, Select, bindparam, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    commit,
    defer_to_commit,
    execute_batch,
)
from seller_orders.adapters.outbound.sql.refunds.refund_rows import pending_units
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds, refunds_due
from seller_orders.adapters.outbound.sql.statements.bulk_dml import Row, deleting, updating
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document
from seller_orders.adapters.outbound.sql.statements.upsert import insert_given
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


@frozen
class SqlManualRefunds:
    """Payment provider for installations without one: records refunds to be made by hand."""

    engine: Engine
    clock: Clock

    def refund(self, request: RefundRequest) -> RefundStatus:
        """Record what is to be paid of the refund, unless it is settled. Always returns pending.

        The request may be repeated, may be about one part, and may arrive after its refund was
        settled.
        """
        values = {
            "domain_id": request.domain_id,
            "order_id": request.order_id,
            "refund_id": request.refund_id,
            "amount": Money.of(request.amount, request.currency).unwrap().units,
            "currency": request.currency,
            "due_since": self.clock.now(),
        }
        dialect = self.engine.dialect.name
        with transaction(self.engine, tenant=request.domain_id, writes=True) as connection:
            calls = (_LOCK, values), (_reading(dialect), values)
            found = [read_document(text) for text in execute_batch(connection, *calls).column]
            if all(row["status"] == RefundStatus.PENDING for row in found):
                recorded = {**values, **_amount_due(*found)}
                defer_to_commit(connection, (_recording(dialect), recorded))
                commit(connection)
        return RefundStatus.PENDING


def clearing(
    dialect: str, old: Mapping[Any, Row], new: Mapping[Any, Row]
) -> Iterator[ParametrizedStatement]:
    """Yield the deletion of refunds that a change settles, and updates of those settled in part.

    ``old`` and ``new`` are the changed rows of the refunds table, by key.
    """
    pending = {key for key, row in new.items() if row["status"] == RefundStatus.PENDING}
    if settled := [row for key, row in old.items() if key not in pending]:
        yield deleting(dialect, refunds_due, settled)
    for key in pending & old.keys():
        if pending_units(old[key]) != pending_units(new[key]):
            yield updating(dialect, refunds_due, [_due(new[key])], [_due(old[key])])


@cache
def _reading(dialect: str) -> Select[str]:
    columns = {name: refunds.c[name] for name in ("status", "amount", "parts")}
    return select(as_text(document(dialect, columns))).where(
        *(refunds.c[name] == value for name, value in _OF_ORDER.items()),
        refunds.c.refund_id == bindparam("refund_id"),
    )


@cache
def _recording(dialect: str) -> Any:
    recorded = insert_given(dialect, refunds_due, *refunds_due.c.keys())
    return recorded.on_conflict_do_nothing()


def _amount_due(refund: Row | None = None) -> dict[str, int]:
    """Return what is to be paid of a refund with parts, whichever part is requested first."""
    return {"amount": pending_units(refund)} if refund and refund["parts"] else {}


def _due(refund: Row) -> Row:
    names = (column.name for column in refunds_due.primary_key)
    return {name: refund[name] for name in names} | {"amount": pending_units(refund)}
