"""Recording messages in SQL, in the transaction of the change."""

from collections.abc import Sequence

from attrs import asdict, field, frozen
from sqlalchemy import Connection, insert

from seller_orders.adapters.outbound.sql.tables import outbox
from seller_orders.application.messages import Message


@frozen
class SqlOutbox:
    """Writes a row a message; each is due as it is committed."""

    connection: Connection
    _added: list[int] = field(factory=list, init=False)

    def add(self, messages: Sequence[Message]) -> None:
        """Record messages."""
        if messages:
            rows = [asdict(message) | {"due_at": message.created_at} for message in messages]
            self.connection.execute(insert(outbox), rows)
            self._added.append(len(rows))

    @property
    def holds_messages(self) -> bool:
        """Whether anything was recorded here."""
        return bool(self._added)
