"""Statements that record events in the transaction of their change.

On PostgreSQL a sequence numbers the events. So that readers miss none, a transaction first takes an
advisory lock that names the domain and the sequence's last value: its own numbers are above that.
The lock is shared, so no writer waits; readers look for it in pg_locks, and read no further.
SQLite has one writer at a time.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Final

from sqlalchemy import BigInteger, Connection, Integer, bindparam, cast, func, literal, select, text
from sqlalchemy.sql.dml import ReturningInsert

from seller_orders.adapters.outbound.sql.connection.named_schema import (
    HasExecutionOptions,
    lock_key,
    notify_channel,
)
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    execute_batch,
    supports_batches,
)
from seller_orders.adapters.outbound.sql.schema.event_tables import (
    OF_ALL_DOMAINS,
    event_cursors,
    event_numbers,
    events,
)
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting
from seller_orders.adapters.outbound.sql.statements.upsert import insert_given
from seller_orders.application.outbox_messages import Channel, Message

_DOMAIN_BITS: Final = 20
FLOOR_MASK: Final = 2**31 - 1
"""The bits of the sequence's last value that a lock names."""

_LOCK: Final = select(
    func.pg_advisory_xact_lock_shared(
        cast(bindparam("lock"), Integer),
        cast(event_numbers.c.last_value.op("&")(literal(FLOOR_MASK, BigInteger)), Integer),
    ),
    func.pg_notify(bindparam("channel"), bindparam("payload")),
)
# A host's transaction may have thousands of changes, and the server has room for few locks.
_LOCK_ONCE: Final = _LOCK.where(
    text(
        "NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
        " AND pid = pg_backend_pid() AND CAST(classid AS bigint) = CAST(:lock AS bigint))"
    )
)
LOG: Final = "log"
"""The installation's cursor that counts events on SQLite."""


def recording(
    connection: Connection, messages: Sequence[Message]
) -> Iterator[ParametrizedStatement]:
    """Yield the statements that record events of one domain."""
    domain_id, dialect = messages[0].domain_id, connection.dialect.name
    rows = [_row(message) for message in messages]
    if dialect == "postgresql":
        yield (
            _LOCK if supports_batches(connection) else _LOCK_ONCE,
            {
                "lock": domain_lock(connection, domain_id),
                "channel": notify_channel(connection),
                "payload": str(Channel.EVENT),
            },
        )
    else:
        last = _last_of(connection, len(rows))
        rows = [row | {"number": last - len(rows) + n} for n, row in enumerate(rows, 1)]
    yield from inserting(dialect, events, rows)


def installation_lock(store: HasExecutionOptions) -> int:
    """Return what the locks of all domains have above the bits of the domain."""
    return lock_key(store, "event log") & (2**31 - 1) >> _DOMAIN_BITS


def domain_lock(store: HasExecutionOptions, domain_id: str) -> int:
    """Return the first part of a domain's locks. Few domains share it, and wait for each other."""
    of_domain = int.from_bytes(sha256(domain_id.encode()).digest()[:4]) % 2**_DOMAIN_BITS
    return installation_lock(store) << _DOMAIN_BITS | of_domain


def _last_of(connection: Connection, count: int) -> int:
    given = {"domain_id": OF_ALL_DOMAINS, "consumer": LOG, "number": count}
    last: int = execute_batch(connection, (_counting(), given)).column[0]
    return last


@cache
def _counting() -> ReturningInsert[tuple[int]]:
    inserted = insert_given("sqlite", event_cursors, "domain_id", "consumer", "number")
    counting: ReturningInsert[tuple[int]] = inserted.on_conflict_do_update(
        index_elements=[event_cursors.c.domain_id, event_cursors.c.consumer],
        set_={"number": event_cursors.c.number + inserted.excluded.number},
    ).returning(event_cursors.c.number)
    return counting


def _row(message: Message) -> dict[str, object]:
    return {
        "domain_id": message.domain_id,
        "message_id": message.message_id,
        "order_id": message.order_id,
        "version": message.version,
        "about": message.about,
        "data": message.data,
        "created_at": message.created_at,
    }
