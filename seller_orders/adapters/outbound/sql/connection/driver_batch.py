"""Batch of statements for the PostgreSQL driver's connection, and the functions that execute it.

An engine has the functions in its execution options, because psycopg is an optional dependency.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, TypeAlias

from attrs import define, field, frozen
from sqlalchemy import Connection, Engine

from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope

BoundStatement: TypeAlias = tuple[str, Sequence[Any]]
"""A statement with ``$1``, ``$2`` … for its values, and the values."""

EXECUTE_TRANSACTION: Final = "execute_transaction"
"""Execution option of an engine whose connections execute batches: an ``ExecuteTransaction``."""

EXECUTE_BATCH: Final = "execute_batch"
"""Execution option of the same engine: an ``ExecuteBatch``."""


@define
class Batch:
    """Statements to execute in sequence, and to commit if ``commits`` is set.

    If one fails, the rest are skipped. ``rowcount`` and ``rows`` are the last statement's.
    """

    statements: Sequence[BoundStatement]
    commits: bool = False
    rowcount: int = -1
    rows: Sequence[tuple[Any, ...]] = field(factory=list)


@frozen(kw_only=True)
class TransactionOptions:
    """The rows that a transaction may read, and whether it writes (see ``engine.transaction``)."""

    tenant: str | TenantScope | None
    words: str | None = None
    writes: bool = False


ExecuteTransaction: TypeAlias = Callable[[Engine, TransactionOptions, Batch], None]
"""Executes a batch that commits as a transaction of its own, on an engine."""

ExecuteBatch: TypeAlias = Callable[[Connection, Batch], None]
"""Executes a batch in a connection's transaction, which it begins if necessary."""


class BatchConnection(Protocol):
    """A driver's connection that executes batches.

    It sends ``deferred`` writes with the next batch, or before the next other statement.
    """

    deferred: list[BoundStatement]


def batch_connection(connection: Connection) -> BatchConnection:
    """Return the driver's connection, whose engine supports batches."""
    # Not driver_connection: that is None once the connection is detached from its pool.
    driver_connection: Any = connection.connection.dbapi_connection
    assert driver_connection is not None, "the connection is open"
    found: BatchConnection = driver_connection
    return found
