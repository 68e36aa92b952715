"""Batch of statements that SQLAlchemy passes to the PostgreSQL driver's connection."""

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from attrs import define, field

from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope

BoundStatement: TypeAlias = tuple[str, Sequence[Any]]
"""A statement with ``$1``, ``$2`` … for its values, and the values."""

SUPPORTS_BATCHES: Final = "supports_batches"
"""Execution option of an engine whose connections execute batches."""

BATCH: Final = "batch"
"""Execution option that holds a batch and, after its execution, the result."""

DEFERRED: Final = "deferred"
"""Key in a connection's ``info`` of the statements that are sent with its commit."""

SET_LOCAL: Final = "SELECT set_config($1, $2, true)"


@define
class Batch:
    """Statements to execute in sequence. If one fails, the rest are skipped.

    Outside a transaction the batch is one. ``rowcount`` and ``rows`` are the last statement's.
    """

    statements: Sequence[BoundStatement]
    rowcount: int = -1
    rows: Sequence[tuple[Any, ...]] = field(factory=list)

    @property
    def text(self) -> str:
        """The statements' text, without values."""
        return "; ".join(text for text, _ in self.statements)


def set_scope(rows_of: str | TenantScope) -> BoundStatement:
    """Return the statement that limits a transaction to a domain's rows, or to a scope's table."""
    if isinstance(rows_of, TenantScope):
        return SET_LOCAL, ("seller_orders.across_domains", rows_of.table)
    return SET_LOCAL, ("seller_orders.domain_id", rows_of)
