"""Records messages in the change's transaction: events in the log, the others in the outbox."""

from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Any, Final

from attrs import field, fields, frozen
from sqlalchemy import Connection, bindparam, func, select

from seller_orders.adapters.outbound.sql.connection.named_schema import notify_channel
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    defer_to_commit,
)
from seller_orders.adapters.outbound.sql.events.event_recording import recording
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting
from seller_orders.adapters.outbound.sql.statements.trigger_bypass import (
    is_bulk,
    without_row_triggers,
)
from seller_orders.application.outbox_messages import Channel, Message

_FIELDS: Final = [field.name for field in fields(Message)]
_values_of: Final = attrgetter(*_FIELDS)
_NOTIFICATION: Final = select(func.pg_notify(bindparam("channel"), bindparam("payload")))


@frozen
class SqlOutbox:
    """Inserts events, and other messages, which are due at once or at the end of their hold.

    ``holds`` is False inside a host application's transaction: this process cannot deliver a
    message before the host commits.
    """

    connection: Connection
    holds: bool = True
    channels: set[str] = field(factory=set, init=False)
    """Channels of the recorded messages."""

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages."""
        calls: list[ParametrizedStatement] = []
        if posted := [message for message in messages if message.channel != Channel.EVENT]:
            calls += self._posting(posted)
        if events := [message for message in messages if message.channel == Channel.EVENT]:
            calls += recording(self.connection, events)
        defer_to_commit(self.connection, *calls)
        self.channels.update(message.channel for message in messages)

    def _posting(self, messages: Sequence[Message]) -> Sequence[ParametrizedStatement]:
        rows = [self._row(message) for message in messages]
        calls = list(inserting(self.connection.dialect.name, outbox, rows))
        if is_bulk(self.connection, len(rows)):
            channels = {message.channel for message in messages}
            return without_row_triggers([*calls, self._notification(channels)])
        return calls

    def _notification(self, channels: Collection[str]) -> ParametrizedStatement:
        payload = ",".join(sorted(channels))
        return _NOTIFICATION, {"channel": notify_channel(self.connection), "payload": payload}

    def _row(self, message: Message) -> dict[str, Any]:
        row = dict(zip(_FIELDS, _values_of(message), strict=True))
        held_until = row.pop("held_until")
        is_held = self.holds and held_until is not None
        return row | {
            "is_notification": message.is_notification,
            "due_at": held_until if is_held else message.created_at,
        }
