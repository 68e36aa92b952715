"""Recording messages in SQL, in the transaction of the change."""

from collections.abc import Sequence
from typing import Any

from attrs import asdict, field, frozen
from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.many_rows import inserting
from seller_orders.adapters.outbound.sql.messages import send_with_commit
from seller_orders.adapters.outbound.sql.tables import outbox
from seller_orders.application.messages import Message


@frozen
class SqlOutbox:
    """Writes a row a message; each is due as it is committed, or once it is held no more."""

    connection: Connection
    _added: list[int] = field(factory=list, init=False)

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages."""
        if messages:
            rows = [_row(message) for message in messages]
            send_with_commit(self.connection, inserting(self.connection.dialect.name, outbox, rows))
            self._added.append(len(messages))

    @property
    def holds_messages(self) -> bool:
        """Whether anything was recorded here."""
        return bool(self._added)


def _row(message: Message) -> dict[str, Any]:
    row = asdict(message)
    return row | {"due_at": row.pop("held_until") or message.created_at}
