"""Deleting old rows, whatever their domain, some at a time so that no lock is held for long."""

from datetime import datetime
from typing import Any, Final

from attrs import frozen
from sqlalchemy import Engine, Table, delete, select, tuple_

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.tables import idempotency_keys, outbox
from seller_orders.application.messages import Channel

_BATCH: Final = 500


@frozen
class SqlReaper:
    """Deletes what is old enough; several may do so side by side."""

    engine: Engine

    def forget_answers(self, recorded_before: datetime) -> int:
        """Delete some answers to callers' keys."""
        recorded_at = idempotency_keys.c.recorded_at
        return self._delete(idempotency_keys, recorded_at, recorded_at <= recorded_before)

    def forget_messages(self, delivered_before: datetime) -> int:
        """Delete some delivered events and refund requests; what customers were told is kept."""
        delivered_at = outbox.c.delivered_at
        return sum(
            self._delete(
                outbox,
                delivered_at,
                (outbox.c.channel == channel) & (delivered_at <= delivered_before),
            )
            for channel in (Channel.EVENT, Channel.PAYMENT)
        )

    def _delete(self, table: Table, age: Any, is_old: Any) -> int:
        key = list(table.primary_key)
        old = (
            select(*key).where(is_old).order_by(age).limit(_BATCH).with_for_update(skip_locked=True)
        )
        with connected(self.engine, writes=True) as connection:
            deleted = connection.execute(delete(table).where(tuple_(*key).in_(old))).rowcount
            connection.commit()
        return deleted
