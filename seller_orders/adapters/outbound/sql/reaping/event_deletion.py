"""Deletion of old events of a domain, which are counted by month first."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, delete

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.reaping.locked_batch import changing
from seller_orders.adapters.outbound.sql.schema.event_tables import event_counts, events
from seller_orders.adapters.outbound.sql.statements.upsert import insert_or


def delete_events(
    engine: Engine, of_domain: str, numbers: Sequence[int], recorded_before: datetime
) -> int:
    """Delete events of the log that are old, add their counts, and return their number."""
    dialect, created_at = engine.dialect.name, events.c.created_at
    is_old = created_at <= recorded_before
    deleted = changing(dialect, events, of_domain, is_old, delete(events), created_at)
    added = insert_or(dialect, event_counts)
    counted = added.on_conflict_do_update(
        index_elements=list(event_counts.primary_key),
        set_={"events": event_counts.c.events + added.excluded.events},
    )
    with transaction(engine, tenant=of_domain, writes=True) as connection:
        gone = connection.scalars(deleted, {"ids": numbers}).all()
        months = Counter(f"{at.astimezone(UTC):%Y-%m}" for at in gone)
        # In the sequence of months, so that two reapers cannot wait for each other.
        for month, count in sorted(months.items()):
            connection.execute(counted.values(domain_id=of_domain, month=month, events=count))
        connection.commit()
    return len(gone)
