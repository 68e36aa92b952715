"""The domains that a relay claims messages from, in turn."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from attrs import field, frozen

from seller_orders.adapters.outbound.sql.connection.engine import Store
from seller_orders.adapters.outbound.sql.connection.statement_batch import read
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.outbox.outbox_statements import (
    BATCH,
    MAX_DUE,
    next_waiting,
)
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.statements.json_rows import moment

_AT_ONCE: Final = 10


@frozen
class DueDomains:
    """Finds domains with due messages, by reads across domains.

    A read of the longest due messages finds all domains while there are few messages. In a backlog
    it may find only one, so the domains are visited in the order of their ids, each by its index
    entry. A later claim continues after the domain that was visited last.
    """

    _store: Store
    _last: dict[str, str] = field(factory=dict, init=False)

    def due(self, channel: str, now: datetime) -> Iterator[list[str]]:
        """Yield groups of domains that may have messages to claim, each domain once."""
        longest_due = self._read(MAX_DUE, of_channel=channel, now=now)
        if len(longest_due) == BATCH:
            yield from self._in_turn(channel, now)
        elif longest_due:
            yield list(dict.fromkeys(longest_due))

    def _in_turn(self, channel: str, now: datetime) -> Iterator[list[str]]:
        group = list[str]()
        for domain_id in self._following(channel, now):
            self._last[channel] = domain_id
            group.append(domain_id)
            if len(group) == _AT_ONCE:
                yield group
                group = []
        if group:
            yield group

    def _following(self, channel: str, now: datetime) -> Iterator[str]:
        """Iterate over the due domains after the last one, then over those up to it."""
        last = self._last.get(channel)
        statement = next_waiting(self._store.dialect.name)
        laps = [("", None)] if last is None else [(last, None), ("", last)]
        for after, up_to in laps:
            while found := self._read(statement, of_channel=channel, after=after):
                row = read_document(found[0])
                after = row["domain_id"]
                if up_to is not None and after > up_to:
                    break
                if moment(row["due_at"]) <= now:
                    yield after

    def _read(self, statement: Any, **values: Any) -> Any:
        return read(self._store, TenantScope.OUTBOX_DUE, statement, values)
