"""The outbox in SQL: written with the change, emptied by the relay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from attrs import asdict, frozen
from sqlalchemy import Connection, Engine, Row, bindparam, insert, select, update

from seller_orders.adapters.outbound.sql.engine import connected
from seller_orders.adapters.outbound.sql.tables import outbox
from seller_orders.application.messages import (
    Channel,
    CustomerNotification,
    Message,
    OrderEvent,
)
from seller_orders.domain.timeline import ChangeType

_BATCH: Final = 100

_DELIVERED: Final = (
    update(outbox)
    .where(
        outbox.c.domain_id == bindparam("of_domain"),
        outbox.c.message_id == bindparam("of_message"),
    )
    .values(delivered_at=bindparam("at"))
)


@frozen
class SqlOutbox:
    """Records messages in the transaction of the change."""

    connection: Connection

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages."""
        if messages:
            self.connection.execute(insert(outbox), [asdict(message) for message in messages])


@frozen
class SqlOutboxQueue:
    """Hands out what is not delivered yet, the oldest first."""

    engine: Engine

    def undelivered(self, channel: Channel) -> list[Message]:
        """Return some of a channel's messages that are not delivered yet."""
        waiting = (
            select(outbox)
            .where(outbox.c.delivered_at.is_(None), outbox.c.channel == channel)
            .order_by(outbox.c.created_at, outbox.c.version)
            .limit(_BATCH)
        )
        with connected(self.engine) as connection:
            return [_message(row) for row in connection.execute(waiting)]

    def mark_delivered(self, messages: Sequence[Message], at: datetime) -> None:
        """Note that messages are delivered, so that they are not handed out again."""
        keys = [{"of_domain": each.domain_id, "of_message": each.message_id} for each in messages]
        with connected(self.engine, writes=True) as connection:
            connection.execute(_DELIVERED, [key | {"at": at} for key in keys])
            connection.commit()


def _message(row: Row[tuple[object, ...]]) -> Message:
    told = {
        "message_id": row.message_id,
        "domain_id": row.domain_id,
        "order_id": row.order_id,
        "about": ChangeType(row.about),
        "version": row.version,
        "created_at": row.created_at,
    }
    if row.channel == Channel.EVENT:
        return OrderEvent(**told)
    return CustomerNotification(**told, channel=Channel(row.channel))
