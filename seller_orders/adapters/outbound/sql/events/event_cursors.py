"""Cursors of the event log's consumers, leased with a generation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from attrs import frozen
from sqlalchemy import BigInteger, Select, bindparam, case, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from seller_orders.adapters.outbound.sql.connection.engine import Store, transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    commit,
    execute_batch,
    read,
    write,
)
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.events.event_log import SqlEventLog
from seller_orders.adapters.outbound.sql.events.unfinished_events import (
    as_logged,
    posting,
    waiting_orders,
)
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.event_tables import OF_ALL_DOMAINS, event_cursors
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document, moment
from seller_orders.adapters.outbound.sql.statements.upsert import insert_given
from seller_orders.application.outbox_messages import CONSUMER_CHANNEL_PREFIX
from seller_orders.application.ports.event_cursors import LONGEST_HOLD, Advance, EventCursor
from seller_orders.application.ports.event_log import BEGINNING, EventPosition

_READY_AT_ONCE: Final = 1_000
_KEY: Final = [event_cursors.c.domain_id, event_cursors.c.consumer]
_IS_CURSOR: Final = (
    event_cursors.c.domain_id == bindparam("of_domain"),
    event_cursors.c.consumer == bindparam("of_consumer"),
)
_IS_OVER: Final = (event_cursors.c.leased_until <= bindparam("now")) | (
    event_cursors.c.leased_until > bindparam("too_late")
)
_IS_FREE: Final = event_cursors.c.leased_until.is_(None) | _IS_OVER
_NUMBER: Final = select(event_cursors.c.number).where(*_IS_CURSOR)
_IS_LEASE: Final = (*_IS_CURSOR, event_cursors.c.generation == bindparam("of_generation"))
_HELD: Final = select(event_cursors.c.number).where(*_IS_LEASE)
_ADVANCE: Final = (
    update(event_cursors)
    .where(*_IS_LEASE)
    .values(
        number=bindparam("to_number", type_=BigInteger),
        leased_until=bindparam("paused_until"),
        failures=bindparam("in_succession"),
    )
    .returning(event_cursors.c.number)
)


@frozen
class SqlEventCursors:
    """Leases cursors and moves them; a move is fenced by the lease's generation."""

    store: Store

    def begin(self, consumer: str, *, is_listening: bool) -> EventPosition:
        """Return where a consumer of all domains begins; record the end if it does not listen."""
        if is_listening:
            wanted = {"of_domain": OF_ALL_DOMAINS, "of_consumer": consumer}
            found = read(self.store, OF_ALL_DOMAINS, _NUMBER, wanted)
            return EventPosition(next(iter(found), BEGINNING.number))
        end = SqlEventLog(self.store).horizon()
        row = {"domain_id": OF_ALL_DOMAINS, "consumer": consumer, "number": end.number}
        write(self.store, OF_ALL_DOMAINS, (_placing(self._dialect), row))
        return end

    def claim(
        self,
        domain_id: str,
        consumer: str,
        begin: EventPosition | None,
        now: datetime,
        until: datetime,
    ) -> EventCursor | None:
        """Lease a cursor; None if another relay has it, or without ``begin`` if there is none."""
        if begin is None:
            given = {"of_domain": domain_id, "of_consumer": consumer, "until": until} | _at(now)
            leased = write(self.store, domain_id, (_leasing(self._dialect), given))
        else:
            row = {"domain_id": domain_id, "consumer": consumer, "number": begin.number}
            row |= {"leased_until": until, "generation": 1} | _at(now)
            leased = write(self.store, domain_id, (_claiming(self._dialect), row))
        return next((_cursor(text, until) for text in leased), None)

    def advance(self, cursor: EventCursor, advance: Advance, at: datetime) -> bool:
        """Move a leased cursor; False if it was leased again since."""
        moved = (
            _ADVANCE,
            {
                **_lease(cursor),
                "to_number": advance.position.number,
                "paused_until": advance.paused_until,
                "in_succession": advance.failures,
            },
        )
        if not advance.unfinished:
            return bool(write(self.store, cursor.domain_id, moved))
        with transaction(self.store, tenant=cursor.domain_id, writes=True) as connection:
            if not execute_batch(connection, moved).rows:
                return False
            unfinished = as_logged(connection, cursor, advance)
            execute_batch(connection, posting(self._dialect, unfinished, at))
            commit(connection)
        return True

    def holds(self, cursor: EventCursor) -> bool:
        """Return whether a leased cursor was neither removed nor leased again since."""
        return bool(read(self.store, cursor.domain_id, _HELD, _lease(cursor)))

    def waiting_orders(
        self, domain_id: str, channel: str, order_ids: Collection[str]
    ) -> Mapping[str, datetime]:
        """Return those of the orders that wait in a channel, with the last due time."""
        wanted = {"of_domain": domain_id, "of_channel": channel, "order_ids": sorted(order_ids)}
        texts = read(self.store, domain_id, waiting_orders(self._dialect), wanted)
        return {row["order_id"]: moment(row["due_at"]) for row in map(read_document, texts)}

    def positions(self, consumer: str) -> Mapping[str, EventPosition]:
        """Return the positions of a consumer's cursors, by domain."""
        wanted = {"of_consumer": consumer}
        query = _positions(self._dialect)
        texts = read(self.store, TenantScope.FREE_CURSORS, query, wanted)
        rows = map(read_document, texts)
        return {row["domain_id"]: EventPosition(row["number"]) for row in rows}

    def positions_of_domains(self) -> Mapping[tuple[str, str], EventPosition]:
        """Return the positions of the domains' own consumers, by domain and consumer."""
        texts = read(self.store, TenantScope.FREE_CURSORS, _positions_of_domains(self._dialect), {})
        rows = map(read_document, texts)
        return {(row["domain_id"], row["consumer"]): EventPosition(row["number"]) for row in rows}

    def ready(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Return the domain and consumer of cursors whose lease or pause has ended."""
        query = _ready(self._dialect)
        rows = map(read_document, read(self.store, TenantScope.FREE_CURSORS, query, _at(now)))
        return [(row["domain_id"], row["consumer"]) for row in rows]

    @property
    def _dialect(self) -> str:
        return self.store.dialect.name


def _at(now: datetime) -> dict[str, datetime]:
    return {"now": now, "too_late": now + LONGEST_HOLD}


@cache
def _placing(dialect: str) -> Any:
    placed = insert_given(dialect, event_cursors, "domain_id", "consumer", "number")
    return placed.on_conflict_do_update(
        index_elements=_KEY, set_={"number": placed.excluded.number}
    )


@cache
def _claiming(dialect: str) -> ReturningInsert[tuple[str]]:
    given = ("domain_id", "consumer", "number", "leased_until", "generation")
    claimed = insert_given(dialect, event_cursors, *given)
    number = event_cursors.c.number
    begin = claimed.excluded.number
    claiming: ReturningInsert[tuple[str]] = claimed.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "number": case((number < begin, begin), else_=number),
            "leased_until": claimed.excluded.leased_until,
            "generation": event_cursors.c.generation + 1,
        },
        where=_IS_FREE,
    ).returning(_as_document(dialect))
    return claiming


@cache
def _leasing(dialect: str) -> ReturningUpdate[tuple[str]]:
    leased = update(event_cursors).where(*_IS_CURSOR, _IS_FREE)
    values = {
        "leased_until": bindparam("until"),
        "generation": event_cursors.c.generation + 1,
    }
    return leased.values(**values).returning(_as_document(dialect))


@cache
def _ready(dialect: str) -> Select[tuple[str]]:
    some = select(_as_document(dialect)).where(_IS_OVER).order_by(event_cursors.c.leased_until)
    return some.limit(_READY_AT_ONCE)


@cache
def _positions(dialect: str) -> Select[Any]:
    is_of_consumer = event_cursors.c.consumer == bindparam("of_consumer")
    is_of_domain = event_cursors.c.domain_id != OF_ALL_DOMAINS
    return select(_as_document(dialect)).where(is_of_consumer, is_of_domain)


@cache
def _positions_of_domains(dialect: str) -> Select[Any]:
    is_of_domain = event_cursors.c.consumer.startswith(CONSUMER_CHANNEL_PREFIX, autoescape=True)
    return select(_as_document(dialect)).where(is_of_domain)


def _as_document(dialect: str) -> Any:
    return as_text(document(dialect, dict(event_cursors.c)))


def _cursor(text: str, until: datetime) -> EventCursor:
    row = read_document(text)
    return EventCursor(
        domain_id=row["domain_id"],
        consumer=row["consumer"],
        position=EventPosition(row["number"]),
        generation=row["generation"],
        failures=row["failures"],
        leased_until=until,
    )


def _lease(cursor: EventCursor) -> dict[str, Any]:
    return {
        "of_domain": cursor.domain_id,
        "of_consumer": cursor.consumer,
        "of_generation": cursor.generation,
    }
