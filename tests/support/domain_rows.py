"""The rows of one domain in tables that no API shows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic, sleep
from typing import Any, Final

from attrs import frozen
from sqlalchemy import (
    BindParameter,
    Column,
    CompoundSelect,
    Engine,
    LargeBinary,
    Row,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
    update,
)

from seller_orders.adapters.outbound.sql.connection.engine import open_engine, transaction
from seller_orders.adapters.outbound.sql.schema.count_tables import order_counts
from seller_orders.adapters.outbound.sql.schema.event_tables import event_cursors, events
from seller_orders.adapters.outbound.sql.schema.key_tables import access_keys, idempotency_keys
from seller_orders.adapters.outbound.sql.schema.order_tables import restocks
from seller_orders.adapters.outbound.sql.schema.outbox_tables import outbox
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds_due
from seller_orders.adapters.outbound.sql.schema.search_tables import search_backlog
from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from seller_orders.adapters.outbound.sql.schema.webhook_tables import (
    webhook_deliveries,
    webhook_endpoints,
)
from tests.support.waiting import WITHIN_S

_WRITTEN_LATER: Final = {
    access_keys,
    event_cursors,
    order_counts,
    refunds_due,
    restocks,
    search_backlog,
    webhook_deliveries,
}
"""Tables that change at any time: by uses of a key, deliveries of messages, sums and backfills."""

# Events that an endpoint did not accept are written later.
_IS_WRITTEN_AT_ONCE: Final = {outbox: outbox.c.channel.not_like("whe\\_%", escape="\\")}

_SET: Final[dict[Table, tuple[Any, ...]]] = {
    # The delivery of a message changes the rest of its row.
    outbox: (outbox.c.message_id,),
    # Deliveries change when an endpoint is failing, and replays.
    webhook_endpoints: (
        *(webhook_endpoints.c.endpoint_id, webhook_endpoints.c.url, webhook_endpoints.c.topics),
        *(webhook_endpoints.c.enabled, webhook_endpoints.c.secret, webhook_endpoints.c.updated_at),
        webhook_endpoints.c.description,
    ),
}
"""Columns that only a change sets, of tables that deliveries change, too."""


def _everything(array: str, of_bytes: str) -> CompoundSelect[str, str]:
    """Return one query for all rows, each as text; to query each table takes ten times as long.

    ``array`` names the function for JSON, which has no bytes; ``of_bytes`` makes them text.
    """
    of_domain: BindParameter[str] = bindparam("domain_id")

    def rows(table: Table, columns: Iterable[Column[Any]], *conditions: Any) -> Select[str, str]:
        values = (
            getattr(func, of_bytes)(each) if isinstance(each.type, LargeBinary) else each
            for each in columns
        )
        row = cast(getattr(func, array)(*values), Text)
        return select(literal(table.name), row).where(table.c.domain_id == of_domain, *conditions)

    key = access_keys.c.key_id, access_keys.c.scopes, access_keys.c.revoked_at
    return union_all(
        *(
            rows(each, _SET.get(each, tuple(each.c)), _IS_WRITTEN_AT_ONCE.get(each, true()))
            for each in metadata.sorted_tables
            if "domain_id" in each.c and each not in _WRITTEN_LATER
        ),
        # The clients of tests have keys without a name.
        rows(access_keys, key, access_keys.c.name.is_not(None)),
    )


_EVERYTHING: Final = {
    "sqlite": _everything("json_array", "hex"),
    "postgresql": _everything("json_build_array", "md5"),
}


@frozen
class DomainRows:
    """Reads a server's database."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a SQLite file, which has one writer at a time."""
        return self.engine.dialect.name == "sqlite"

    def everything(self, domain_id: str) -> list[tuple[str, str]]:
        """Return all rows that a change writes itself, and the ids of its messages, by table."""
        rows = _EVERYTHING[self.engine.dialect.name]
        with transaction(self.engine, tenant=domain_id) as connection:
            found = connection.execute(rows, {"domain_id": domain_id})
            return sorted((table, row) for table, row in found)

    def messages(self, domain_id: str, channel: str = "event") -> list[Row[Any]]:
        """Return a channel's messages, sorted by order and version; events are in their log."""
        if channel == "event":
            logged = select(events).where(events.c.domain_id == domain_id)
            return self._rows(domain_id, logged.order_by(events.c.order_id, events.c.version))
        found = select(outbox).where(outbox.c.domain_id == domain_id, outbox.c.channel == channel)
        return self._rows(domain_id, found.order_by(outbox.c.order_id, outbox.c.version))

    def cursor(self, domain_id: str, consumer: str = "event") -> Row[Any]:
        """Return the cursor of a consumer of events."""
        wanted = event_cursors.c.consumer == consumer
        (found,) = self._rows(
            domain_id, select(event_cursors).where(event_cursors.c.domain_id == domain_id, wanted)
        )
        return found

    def delivered(self, domain_id: str, *, within_s: float = WITHIN_S) -> bool:
        """Tell whether all messages of a domain are delivered within some seconds."""
        waiting = select(outbox.c.message_id).where(
            outbox.c.domain_id == domain_id, outbox.c.delivered_at.is_(None)
        )
        deadline = monotonic() + within_s
        while self._rows(domain_id, waiting):
            if monotonic() > deadline:
                return False
            sleep(0.02)
        return True

    def refunds_due(self, domain_id: str) -> list[Row[Any]]:
        """Return the refunds to be paid manually."""
        return self._of(refunds_due, domain_id)

    def restocks(self, domain_id: str) -> list[Row[Any]]:
        """Return the units given back to inventory."""
        return self._of(restocks, domain_id)

    def answers(self, domain_id: str) -> list[Row[Any]]:
        """Return the stored responses of idempotency keys."""
        return self._of(idempotency_keys, domain_id)

    def age_answers(self, domain_id: str, age: timedelta) -> None:
        """Make the stored responses older."""
        recorded_at = idempotency_keys.c.recorded_at
        with transaction(self.engine, tenant=domain_id, writes=True) as connection:
            for row in self.answers(domain_id):
                connection.execute(
                    update(idempotency_keys)
                    .where(
                        idempotency_keys.c.domain_id == domain_id, idempotency_keys.c.key == row.key
                    )
                    .values({recorded_at: row.recorded_at - age})
                )
            connection.commit()

    def _of(self, table: Table, domain_id: str) -> list[Row[Any]]:
        return self._rows(domain_id, select(table).where(table.c.domain_id == domain_id))

    def _rows(self, domain_id: str, found: Select[Any]) -> list[Row[Any]]:
        with transaction(self.engine, tenant=domain_id) as connection:
            return list(connection.execute(found))


@contextmanager
def domain_rows_at(url: str) -> Iterator[DomainRows]:
    """Provide access to a database while the block runs."""
    engine = open_engine(url)
    try:
        yield DomainRows(engine)
    finally:
        engine.dispose()
