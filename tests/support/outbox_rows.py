"""The outbox as it is in the database: to look at, and to let time pass in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import stamina
from attrs import frozen
from sqlalchemy import ColumnElement, Connection, Row, select, update

from seller_orders.adapters.outbound.sql.connection.engine import connected, open_engine
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.schema.tables import outbox
from seller_orders.application.ports.unit_of_work import WriteConflictError
from tests.support.waiting import WITHIN_S, wait_until

UNDELIVERED: Final = outbox.c.delivered_at.is_(None)
EVENTS: Final = outbox.c.channel == "event"
CARRIER_REQUESTS: Final = outbox.c.channel == "carrier"


@frozen
class OutboxRows:
    """The messages in one database."""

    url: str

    def where(self, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
        """Return some, by order and version."""
        with self._connected() as connection:
            return _rows(connection, *conditions)

    def one(self, message_id: str) -> Row[Any]:
        """Return a message."""
        (row,) = self.where(outbox.c.message_id == message_id)
        return row

    # A relay that finishes the same messages at once may have locked them in another sequence.
    @stamina.retry(on=WriteConflictError, attempts=None, timeout=WITHIN_S)
    def change(self, *conditions: ColumnElement[bool], **values: Any) -> None:
        """Change some as if time had passed."""
        with self._connected(writes=True) as connection:
            connection.execute(update(outbox).where(*conditions).values(**values))
            connection.commit()

    def wait_until_delivered(self) -> None:
        """Wait until nothing is left to be delivered."""
        with self._connected() as connection:

            def left() -> list[Row[Any]]:
                # A transaction sees one moment: the next look is to see a later one.
                connection.rollback()
                return _rows(connection, UNDELIVERED)

            wait_until(lambda: not left(), left)

    @contextmanager
    def _connected(self, *, writes: bool = False) -> Iterator[Connection]:
        engine = open_engine(self.url)
        try:
            across = TenantScope.OUTBOX_OF_ALL
            with connected(engine, rows_of=across, writes=writes) as connection:
                yield connection
        finally:
            engine.dispose()


def _rows(connection: Connection, *conditions: ColumnElement[bool]) -> list[Row[Any]]:
    wanted = select(outbox).where(*conditions).order_by(outbox.c.order_id, outbox.c.version)
    return list(connection.execute(wanted))
