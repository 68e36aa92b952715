"""Rows of the outbox table, to read and to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import stamina
from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, func, insert, select, update

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.event_tables import (
    OF_ALL_DOMAINS,
    event_cursors,
    events,
)
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.application.ports.unit_of_work import WriteConflictError
from tests.support.waiting import WITHIN_S, wait_until

UNDELIVERED: Final = outbox.c.delivered_at.is_(None)
CARRIER_REQUESTS: Final = outbox.c.channel == "carrier"


@frozen
class OutboxRows:
    """The messages in one database."""

    url: str

    def where(self, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
        """Return rows, sorted by order and version."""
        with self._connected() as connection:
            return _rows(connection, *conditions)

    def one(self, message_id: str) -> Row[Any]:
        """Return the row of a message."""
        (row,) = self.where(outbox.c.message_id == message_id)
        return row

    # A relay may lock the same rows in another order, which ends in a deadlock.
    @stamina.retry(on=WriteConflictError, attempts=None, timeout=WITHIN_S)
    def change(self, *conditions: ColumnElement[bool], **values: Any) -> None:
        """Change rows, for example as if time had passed."""
        with self._connected(writes=True) as connection:
            connection.execute(update(outbox).where(*conditions).values(**values))
            connection.commit()

    def move_from_log(self) -> None:
        """Move all events from the log to the outbox, as if they were of the former release."""
        with self._connected(across=TenantScope.EVENT_NEWS) as connection:
            logged = [row._asdict() for row in connection.execute(select(events))]
        domains = {row["domain_id"] for row in logged}
        for domain_id in domains:
            rows = [row for row in logged if row["domain_id"] == domain_id]
            with self._connected(writes=True, across=domain_id) as connection:
                connection.execute(delete(events).where(events.c.domain_id == domain_id))
                for row in rows:
                    row.pop("number")
                connection.execute(insert(outbox), [{**row, "channel": "event"} for row in rows])
                connection.commit()

    def event_cursor(self) -> Row[Any]:
        """Return the only cursor of the installation's webhook in a domain."""
        is_it = (event_cursors.c.consumer == "event", event_cursors.c.domain_id != OF_ALL_DOMAINS)
        with self._connected(across=TenantScope.FREE_CURSORS) as connection:
            return connection.execute(select(event_cursors).where(*is_it)).one()

    def end_event_lease(self) -> None:
        """End the lease of that cursor now."""
        domain_id = self.event_cursor().domain_id
        is_it = event_cursors.c.leased_until.is_not(None), event_cursors.c.domain_id == domain_id
        with self._connected(writes=True, across=domain_id) as connection:
            ended = update(event_cursors).where(*is_it).values(leased_until=datetime.now(UTC))
            connection.execute(ended)
            connection.commit()

    def wait_until_delivered(self) -> None:
        """Wait until all events and all messages of the outbox are delivered."""
        wait_until(lambda: not self.undelivered_events(), self.undelivered_events)
        with self._connected() as connection:

            def undelivered() -> list[Row[Any]]:
                # A new transaction sees later changes.
                connection.rollback()
                return _rows(connection, UNDELIVERED)

            wait_until(lambda: not undelivered(), undelivered)

    def undelivered_events(self) -> list[tuple[str, str]]:
        """Return the domains with events that a consumer has not finished, and the consumer."""
        newest = select(events.c.domain_id, func.max(events.c.number)).group_by(events.c.domain_id)
        with self._connected(across=TenantScope.EVENT_NEWS) as connection:
            numbers = dict(map(tuple, connection.execute(newest)))
        with self._connected(across=TenantScope.FREE_CURSORS) as connection:
            cursors = {
                (row.domain_id, row.consumer): row.number
                for row in connection.execute(select(event_cursors))
            }
        # A relay records the consumers that its installation lacks.
        listening = [name for name in ("cache", "event") if (OF_ALL_DOMAINS, name) not in cursors]
        return [
            (domain_id, consumer)
            for domain_id, number in numbers.items()
            for consumer in listening
            if cursors.get((domain_id, consumer), 0) < number
        ]

    @contextmanager
    def _connected(
        self, *, writes: bool = False, across: TenantScope | str = TenantScope.OUTBOX_OF_ALL
    ) -> Iterator[Connection]:
        engine = _engine(self.url)
        try:
            with transaction(engine, tenant=across, writes=writes) as connection:
                yield connection
        finally:
            engine.dispose()


@cache
def _engine(url: str) -> Engine:
    # Disposed of after each use, it keeps the compiled statements and no connection. It reads
    # across domains on purpose, as no code of the product may.
    return open_engine(url).execution_options(unheard=True)


def _rows(connection: Connection, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
    wanted = select(outbox).where(*conditions).order_by(outbox.c.order_id, outbox.c.version)
    return list(connection.execute(wanted))
