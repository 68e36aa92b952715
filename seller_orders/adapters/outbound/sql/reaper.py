"""Deletion of old rows of all domains, in batches so that locks are short."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, Table, delete, func, insert, select, tuple_, update

from seller_orders.adapters.outbound.sql.connection.engine import connected
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.tables import (
    CLAIMABLE,
    KIND_OF_ORDER,
    idempotency_keys,
    order_counts,
    outbox,
)
from seller_orders.application.outbox_messages import SYSTEM_CHANNELS, Channel

_BATCH: Final = 500
_KINDS: Final = 10_000


@frozen
class SqlReaper:
    """Deletes old rows. Several reapers may run at once."""

    engine: Engine
    channels: Collection[str] = tuple(Channel)
    """Channels whose messages it brings forward."""

    def delete_old_responses(self, recorded_before: datetime) -> int:
        """Delete a batch of expired idempotency keys, and return their number."""
        recorded_at = idempotency_keys.c.recorded_at
        is_old = recorded_at <= recorded_before
        return self._delete(TenantScope.REAPING_ANSWERS, idempotency_keys, recorded_at, is_old)

    def delete_old_messages(self, delivered_before: datetime) -> int:
        """Delete a batch of delivered messages, except notifications, and return their number."""
        delivered_at = outbox.c.delivered_at
        return sum(
            self._delete(
                TenantScope.REAPING_MESSAGES,
                outbox,
                delivered_at,
                (outbox.c.channel == channel) & (delivered_at <= delivered_before),
            )
            for channel in SYSTEM_CHANNELS
        )

    def bring_forward(self, due_after: datetime, now: datetime) -> int:
        """Make a batch of messages due whose due time is too late, and return their number."""
        return sum(self._bring_forward(channel, due_after, now) for channel in self.channels)

    def compact_counts(self) -> int:
        """Replace a batch of order counts by their sums, and return the number of rows replaced."""
        kind = [order_counts.c[name] for name in KIND_OF_ORDER]
        counted = select(*kind).group_by(*kind).having(func.count() > 1).limit(_KINDS)
        several = counted.cte("several")
        entries = delete(order_counts).where(tuple_(*kind).in_(select(*several.c)))
        with connected(self.engine, rows_of=TenantScope.SUMMING_COUNTS, writes=True) as connection:
            # Rows locked by another reaper are deleted before this statement gets them.
            gone = connection.execute(entries.returning(*kind, order_counts.c.delta)).all()
            sums = Counter[tuple[str, ...]]()
            for *of_kind, delta in gone:
                sums[tuple(of_kind)] += delta
            rows = [
                dict(zip(KIND_OF_ORDER, of_kind, strict=True)) | {"delta": delta}
                for of_kind, delta in sums.items()
                if delta
            ]
            if rows:
                connection.execute(insert(order_counts), rows)
            connection.commit()
        return len(gone)

    def _bring_forward(self, channel: str, due_after: datetime, now: datetime) -> int:
        key = (outbox.c.domain_id, outbox.c.message_id)
        late = select(*key).where(
            CLAIMABLE, outbox.c.channel == channel, outbox.c.due_at > due_after
        )
        some = late.order_by(outbox.c.due_at).limit(_BATCH).with_for_update(skip_locked=True)
        is_one = tuple_(*key).in_(select(*some.cte("late").c))
        due = update(outbox).where(is_one).values(due_at=now).returning(key[-1])
        across = TenantScope.OUTBOX_DUE_TIMES
        with connected(self.engine, rows_of=across, writes=True) as connection:
            brought = len(connection.execute(due).all())
            connection.commit()
        return brought

    def _delete(self, across: TenantScope, table: Table, age: Any, is_old: Any) -> int:
        key = list(table.primary_key)
        oldest = select(*key).where(is_old).order_by(age).limit(_BATCH)
        # A CTE, because a plan may run a subquery once a row, each time with another batch.
        old = oldest.with_for_update(skip_locked=True).cte("old")
        # RETURNING, because Python's sqlite3 has no row count for statements that begin with WITH.
        gone = delete(table).where(tuple_(*key).in_(select(*old.c))).returning(key[-1])
        with connected(self.engine, rows_of=across, writes=True) as connection:
            deleted = len(connection.execute(gone).all())
            connection.commit()
        return deleted
