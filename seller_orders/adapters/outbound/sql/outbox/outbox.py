"""Records messages in the change's transaction."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final

from attrs import field, fields, frozen
from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.connection.statement_batch import defer_to_commit
from seller_orders.adapters.outbound.sql.schema.tables import outbox
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting
from seller_orders.application.outbox_messages import Message

_FIELDS: Final = [field.name for field in fields(Message)]
_values_of: Final = attrgetter(*_FIELDS)


@frozen
class SqlOutbox:
    """Inserts messages, due at once or at the end of their hold.

    ``holds`` is False inside a host application's transaction: this process cannot deliver a
    message before the host commits.
    """

    connection: Connection
    holds: bool = True
    channels: set[str] = field(factory=set, init=False)
    """Channels of the recorded messages."""

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages."""
        if messages:
            rows = [self._row(message) for message in messages]
            for call in inserting(self.connection.dialect.name, outbox, rows):
                defer_to_commit(self.connection, call)
            self.channels.update(message.channel for message in messages)

    def _row(self, message: Message) -> dict[str, Any]:
        row = dict(zip(_FIELDS, _values_of(message), strict=True))
        held_until = row.pop("held_until")
        is_held = self.holds and held_until is not None
        return row | {
            "is_notification": message.is_notification,
            "due_at": held_until if is_held else message.created_at,
        }
