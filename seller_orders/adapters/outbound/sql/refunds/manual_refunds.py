"""Refunds that people make by hand: a row for each, with what is still to be paid.

The transaction that settles a part lowers the amount; the one that settles all of the refund
deletes the row.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, bindparam, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    commit,
    execute_batch,
)
from seller_orders.adapters.outbound.sql.refunds.refund_rows import pending_units
from seller_orders.adapters.outbound.sql.schema.tables import orders, refunds, refunds_due
from seller_orders.adapters.outbound.sql.statements.bulk_dml import Row, deleting, updating
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
_REFUND: Final = select(refunds.c.status, refunds.c.amount, refunds.c.parts).where(
    *(refunds.c[name] == value for name, value in _OF_ORDER.items()),
    refunds.c.refund_id == bindparam("refund_id"),
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
        with transaction(self.engine, tenant=request.domain_id, writes=True) as connection:
            execute_batch(connection, (_LOCK, values))
            found = [dict(row) for row in connection.execute(_REFUND, values).mappings()]
            if all(row["status"] == RefundStatus.PENDING for row in found):
                record = insert_or(self.engine.dialect.name, refunds_due).on_conflict_do_nothing()
                connection.execute(record, {**values, **_amount_due(*found)})
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


def _amount_due(refund: Row | None = None) -> dict[str, int]:
    """Return what is to be paid of a refund with parts, whichever part is requested first."""
    return {"amount": pending_units(refund)} if refund and refund["parts"] else {}


def _due(refund: Row) -> Row:
    names = (column.name for column in refunds_due.primary_key)
    return {name: refund[name] for name in names} | {"amount": pending_units(refund)}
