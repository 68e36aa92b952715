"""Deletion and completion of rows in batches, so that locks are short.

A read finds a batch of rows of all domains; each domain's are changed in a transaction of its own.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    ColumnElement,
    Delete,
    Engine,
    Table,
    Update,
    delete,
    func,
    select,
    tuple_,
    update,
)

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import execute_batch
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.orders.order_count_ledger import Kind, count_entries
from seller_orders.adapters.outbound.sql.reaping.event_deletion import delete_events
from seller_orders.adapters.outbound.sql.reaping.locked_batch import changing
from seller_orders.adapters.outbound.sql.schema.count_tables import KIND_OF_ORDER, order_counts
from seller_orders.adapters.outbound.sql.schema.event_tables import events
from seller_orders.adapters.outbound.sql.schema.key_tables import idempotency_keys
from seller_orders.adapters.outbound.sql.schema.outbox_tables import CLAIMABLE, outbox
from seller_orders.adapters.outbound.sql.schema.webhook_tables import webhook_deliveries
from seller_orders.adapters.outbound.sql.search.search_backfill import complete_backlog
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting
from seller_orders.application.outbox_messages import (
    CACHE_CHANNEL,
    CONSUMER_CHANNEL_PREFIX,
    SYSTEM_CHANNELS,
    Channel,
)

_BATCH: Final = 500
_IS_DELIVERED: Final = outbox.c.delivered_at.is_not(None)
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
        change = delete(idempotency_keys)
        return self._change(TenantScope.OLD_ANSWERS, idempotency_keys, recorded_at, is_old, change)

    def delete_old_messages(self, delivered_before: datetime) -> int:
        """Delete a batch of delivered messages, except notifications, and return their number."""
        delivered_at = outbox.c.delivered_at
        return sum(
            self._change(
                TenantScope.OLD_MESSAGES,
                outbox,
                delivered_at,
                (outbox.c.channel == channel) & (delivered_at <= delivered_before),
                delete(outbox),
            )
            for channel in (*SYSTEM_CHANNELS, *self._consumer_channels(_IS_DELIVERED))
        )

    def delete_old_events(self, recorded_before: datetime) -> int:
        """Delete a batch of the log's oldest events, and return their number."""
        # A batch by number, which an index gives; their times are nearly in the same order.
        first = select(events).order_by(events.c.number).limit(_BATCH).subquery()
        oldest = select(first.c.domain_id, first.c.number).where(
            first.c.created_at <= recorded_before
        )
        with transaction(self.engine, tenant=TenantScope.EVENT_NEWS) as connection:
            found = sorted(tuple(row) for row in connection.execute(oldest))
        return sum(
            delete_events(self.engine, of_domain, [number for _, number in rows], recorded_before)
            for of_domain, rows in groupby(found, key=lambda row: row[0])
        )

    def _consumer_channels(self, condition: ColumnElement[bool]) -> Iterator[str]:
        """Iterate over the channels of domains' own event consumers, by an index entry each."""
        channel, last = outbox.c.channel, CONSUMER_CHANNEL_PREFIX
        with transaction(self.engine, tenant=TenantScope.OLD_MESSAGES) as connection:
            while last.startswith(CONSUMER_CHANNEL_PREFIX):
                following = select(func.min(channel)).where(condition, channel > last)
                last = connection.execute(following).scalar_one() or ""
                if last.startswith(CONSUMER_CHANNEL_PREFIX):
                    yield last

    def bring_forward(self, due_after: datetime, now: datetime) -> int:
        """Make a batch of messages due whose due time is too late, and return their number."""
        due_at = outbox.c.due_at
        return sum(
            self._change(
                TenantScope.LATE_DUE_TIMES,
                outbox,
                due_at,
                CLAIMABLE & (outbox.c.channel == channel) & (due_at > due_after),
                update(outbox).values(due_at=now),
            )
            for channel in (*self.channels, CACHE_CHANNEL, *self._consumer_channels(CLAIMABLE))
        )

    def delete_old_deliveries(self, attempted_before: datetime) -> int:
        """Delete a batch of attempts to deliver to webhook endpoints, and return their number."""
        attempted_at = webhook_deliveries.c.attempted_at
        is_old = attempted_at <= attempted_before
        change = delete(webhook_deliveries)
        scope = TenantScope.OLD_DELIVERIES
        return self._change(scope, webhook_deliveries, attempted_at, is_old, change)

    def complete_search_data(self) -> int:
        """Complete a batch of orders that an earlier release has changed; return their number."""
        return complete_backlog(self.engine)

    def compact_counts(self) -> int:
        """Replace a batch of order counts by their sums, and return the number of rows replaced."""
        kind = [order_counts.c[name] for name in KIND_OF_ORDER]
        several = select(*kind).group_by(*kind).having(func.count() > 1)
        found = several.limit(_KINDS).subquery()
        with transaction(self.engine, tenant=TenantScope.UNSUMMED_COUNTS) as connection:
            domains = connection.scalars(select(found.c.domain_id).distinct()).all()
        return sum(map(self._compact_counts, domains))

    def _compact_counts(self, domain_id: str) -> int:
        kind = [order_counts.c[name] for name in KIND_OF_ORDER[1:]]
        is_of_domain = order_counts.c.domain_id == domain_id
        several = select(*kind).where(is_of_domain).group_by(*kind).having(func.count() > 1)
        some = several.limit(_KINDS).cte("several")
        is_one = tuple_(*kind).in_(select(*some.c))
        entries = delete(order_counts).where(is_of_domain, is_one)
        with transaction(self.engine, tenant=domain_id, writes=True) as connection:
            # Rows locked by another reaper are deleted before this statement gets them.
            gone = connection.execute(entries.returning(*kind, order_counts.c.delta)).all()
            sums = Counter[Kind]()
            for *of_kind, delta in gone:
                sums[domain_id, *of_kind] += delta
            if rows := count_entries(sums):
                execute_batch(connection, *inserting(self.engine.dialect.name, order_counts, rows))
            connection.commit()
        return len(gone)

    def _change(
        self,
        scope: TenantScope,
        table: Table,
        age: ColumnElement[Any],
        is_old: ColumnElement[bool],
        change: Delete | Update,
    ) -> int:
        """Change a batch of the oldest rows, and return their number."""
        domain_id, id_ = table.primary_key
        oldest = select(domain_id, id_).where(is_old).order_by(age).limit(_BATCH)
        with transaction(self.engine, tenant=scope) as connection:
            found = sorted(tuple(row) for row in connection.execute(oldest))
        return self._change_each(found, table, is_old, change)

    def _change_each(
        self,
        found: Sequence[tuple[Any, ...]],
        table: Table,
        is_old: ColumnElement[bool],
        change: Delete | Update,
    ) -> int:
        changed = 0
        for of_domain, rows in groupby(found, key=lambda row: row[0]):
            ids = [id for _, id in rows]
            changed += self._change_domain(of_domain, ids, table, is_old, change)
        return changed

    def _change_domain(
        self,
        of_domain: str,
        ids: Sequence[Any],
        table: Table,
        is_old: ColumnElement[bool],
        change: Delete | Update,
    ) -> int:
        changed = changing(self.engine.dialect.name, table, of_domain, is_old, change)
        with transaction(self.engine, tenant=of_domain, writes=True) as connection:
            count = len(connection.execute(changed, {"ids": ids}).all())
            connection.commit()
        return count
