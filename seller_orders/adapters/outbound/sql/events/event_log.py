"""The event log, read in the order of its numbers."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.events.event_recording import (
    domain_lock,
    installation_lock,
)
from seller_orders.adapters.outbound.sql.events.event_statements import (
    AT,
    OLDEST,
    counted,
    domains,
    following,
    horizon,
    news,
)
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.event_tables import OF_ALL_DOMAINS
from seller_orders.adapters.outbound.sql.statements.json_rows import moment as parsed_moment
from seller_orders.application.outbox_messages import Channel, Message
from seller_orders.application.ports.event_log import (
    EventNews,
    EventPosition,
    LoggedEvent,
    LoggedEvents,
)
from seller_orders.domain.timeline import ChangeType


@frozen
class SqlEventLog:
    """Reads up to the first number that an open transaction of the domain may still take.

    The horizon is read before the events, in a transaction of its own: they need a later snapshot.
    """

    store: Store

    def after(self, domain_id: str, position: EventPosition, limit: int) -> LoggedEvents:
        """Return events after a position, at most ``limit``."""
        end = self.end(domain_id)
        wanted = {"of_domain": domain_id, "after": position.number, "most": limit}
        texts = read(self.store, domain_id, following(self._dialect), wanted)
        committed = [_logged(text) for text in texts]
        found = [each for each in committed if each.position <= end]
        if len(found) == limit:
            return LoggedEvents(found, found[-1].position, is_last=False)
        is_held_up = len(found) < len(committed)
        return LoggedEvents(found, max(end, position), is_last=True, is_held_up=is_held_up)

    def end(self, domain_id: str) -> EventPosition:
        """Return the position that all events precede that can be read now, and no later one."""
        return self._horizon(domain_id)

    def oldest(self, domain_id: str) -> EventPosition | None:
        """Return the position of the oldest event that is kept; None if there is none."""
        (number,) = read(self.store, domain_id, OLDEST, {"of_domain": domain_id})
        return None if number is None else EventPosition(number)

    def before(self, domain_id: str, moment: datetime) -> EventPosition:
        """Return a position that all events recorded since a moment follow, by bisection."""
        oldest = self.oldest(domain_id)
        end = self.end(domain_id).number
        low, high = (end if oldest is None else oldest.number - 1), end
        while low < high:
            middle = (low + high + 1) // 2
            wanted = {"of_domain": domain_id, "from_number": middle}
            at = next(iter(read(self.store, domain_id, AT, wanted)), None)
            if at is not None and _in_utc(at) < moment:
                low = middle
            else:
                high = middle - 1
        return EventPosition(low)

    def horizon(self) -> EventPosition:
        """Return the position up to which no event of any domain can be added any more."""
        return self._horizon(None)

    def news(self, position: EventPosition, limit: int) -> EventNews:
        """Return the domains of the events after a position, of at most ``limit`` events."""
        wanted = {"after": position.number, "most": limit}
        rows = [
            read_document(text)
            for text in read(self.store, TenantScope.EVENT_NEWS, news(self._dialect), wanted)
        ]
        last = rows[-1]["number"] if rows else position.number
        return EventNews(_newest(rows), EventPosition(last), is_last=len(rows) < limit)

    def count(
        self,
        domain_id: str,
        position: EventPosition,
        most: int,
        types: Collection[str] | None = None,
    ) -> tuple[int, datetime | None]:
        """Count events after a position; return the oldest one's time, too."""
        wanted: dict[str, Any] = {
            "of_domain": domain_id,
            "after": position.number,
            "most": most,
        }
        if types is not None:
            wanted["types"] = sorted(types)
        query = counted(self._dialect, of_types=types is not None)
        (text,) = read(self.store, domain_id, query, wanted)
        row = read_document(text)
        return row["events"], row["oldest_at"] and parsed_moment(row["oldest_at"])

    def domains(self, after: str, limit: int) -> Mapping[str, EventPosition]:
        """Return the newest event of each of the next domains, by their ids."""
        wanted = {"after_domain": after, "most": limit}
        found = read(self.store, TenantScope.EVENT_NEWS, domains(self._dialect), wanted)
        return _newest([read_document(text) for text in found])

    def _horizon(self, domain_id: str | None) -> EventPosition:
        statement = horizon(self._dialect, of_domain=domain_id is not None)
        lock = (
            installation_lock(self.store)
            if domain_id is None
            else (domain_lock(self.store, domain_id))
        )
        values = {"lock": lock} if self._dialect == "postgresql" else {}
        found = read(self.store, domain_id or OF_ALL_DOMAINS, statement, values)
        return EventPosition(next(iter(found), 0))

    @property
    def _dialect(self) -> str:
        return self.store.dialect.name


def _newest(rows: list[Any]) -> Mapping[str, EventPosition]:
    return {row["domain_id"]: EventPosition(row["number"]) for row in rows}


def _logged(text: str) -> LoggedEvent:
    row = read_document(text)
    message = Message(
        message_id=row["message_id"],
        domain_id=row["domain_id"],
        order_id=row["order_id"],
        channel=Channel.EVENT,
        about=ChangeType(row["about"]),
        version=row["version"],
        created_at=parsed_moment(row["created_at"]),
        data=row["data"],
    )
    return LoggedEvent(EventPosition(row["number"]), message)


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
