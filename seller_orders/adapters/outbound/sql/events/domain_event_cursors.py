"""The cursors of a domain's own event consumers, in the transaction that changes the consumers."""

from datetime import UTC, datetime
from functools import cache
from secrets import randbelow
from typing import Any, Final

from attrs import frozen
from sqlalchemy import BigInteger, Connection, bindparam, delete, update

from seller_orders.adapters.outbound.sql.connection.statement_batch import execute_batch
from seller_orders.adapters.outbound.sql.events.event_recording import domain_lock
from seller_orders.adapters.outbound.sql.events.event_statements import horizon
from seller_orders.adapters.outbound.sql.schema.event_tables import event_cursors
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.adapters.outbound.sql.statements.upsert import insert_given
from seller_orders.application.events.consumers import consumer_channel
from seller_orders.application.ports.event_log import EventPosition

_GENERATIONS: Final = 2**30
_AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
_IS_CURSOR: Final = (
    event_cursors.c.domain_id == bindparam("of_domain"),
    event_cursors.c.consumer == bindparam("of_consumer"),
)
# A new generation, so that a relay that delivers a batch does not move the cursor back again.
_REWIND: Final = (
    update(event_cursors)
    .where(*_IS_CURSOR, event_cursors.c.number > bindparam("to_number", type_=BigInteger))
    .values(
        number=bindparam("to_number", type_=BigInteger),
        generation=event_cursors.c.generation + 1,
        leased_until=_AT_ONCE,
    )
)
# A relay that saw that the consumer took no events may be about to end its lease.
_RESUME: Final = (
    update(event_cursors)
    .where(*_IS_CURSOR)
    .values(generation=event_cursors.c.generation + 1, leased_until=_AT_ONCE)
)
_REMOVE: Final = delete(event_cursors).where(*_IS_CURSOR)
_REMOVE_MESSAGES: Final = delete(outbox).where(
    outbox.c.domain_id == bindparam("of_domain"), outbox.c.channel == bindparam("of_channel")
)


@frozen
class SqlDomainEventCursors:
    """Starts, rewinds, resumes and removes the cursors of one domain's consumers."""

    connection: Connection
    domain_id: str

    def start(self, consumer: str) -> None:
        """Create a consumer's cursor, at the end of the log."""
        dialect = self.connection.dialect.name
        is_postgresql = dialect == "postgresql"
        lock = {"lock": domain_lock(self.connection, self.domain_id)} if is_postgresql else {}
        found = execute_batch(self.connection, (horizon(dialect, of_domain=True), lock)).column
        row = {
            "domain_id": self.domain_id,
            "consumer": consumer,
            "number": found[0] if found else 0,
            # A relay looks at it soon: events may come before it knows of the consumer.
            "leased_until": _AT_ONCE,
            # A relay may still have a lease of a cursor that was removed before.
            "generation": randbelow(_GENERATIONS),
        }
        execute_batch(self.connection, (_starting(dialect), row))

    def rewind(self, consumer: str, position: EventPosition) -> None:
        """Move a cursor back to a position, for the events after it to be delivered again."""
        moved = {"to_number": position.number, **self._of(consumer)}
        execute_batch(self.connection, (_REWIND, moved))

    def resume(self, consumer: str) -> None:
        """Let relays look at a consumer that took no events for a while."""
        execute_batch(self.connection, (_RESUME, self._of(consumer)))

    def remove(self, consumer: str) -> None:
        """Delete a consumer's cursor, and its messages in the outbox."""
        messages = {"of_domain": self.domain_id, "of_channel": consumer_channel(consumer)}
        execute_batch(self.connection, (_REMOVE, self._of(consumer)), (_REMOVE_MESSAGES, messages))

    def _of(self, consumer: str) -> dict[str, Any]:
        return {"of_domain": self.domain_id, "of_consumer": consumer}


@cache
def _starting(dialect: str) -> Any:
    given = ("domain_id", "consumer", "number", "leased_until", "generation")
    started = insert_given(dialect, event_cursors, *given)
    return started.on_conflict_do_nothing()
