"""Report of the recorded statements that are not limited to one domain, or do not route to it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from seller_orders.adapters.outbound.sql.schema.table_parts import metadata
from tests.fence.judging import bare, offences, statements_of, without_repeated_rows
from tests.fence.routing import detours

DOMAINS_TABLES: Final = frozenset(
    table.name for table in metadata.tables.values() if "domain_id" in table.columns
)

REPLICATED: Final = frozenset({"access_keys", "sessions"})
"""Tables that a distributed PostgreSQL has on every node, because no domain is known yet."""

_OF_A_MIGRATION: Final = re.compile(
    r"INSERT INTO order_counts \([^)]+\) SELECT .+ FROM \(SELECT"
    r"|(WITH untimed AS \(.+\) )?UPDATE order_tags SET .*created_at = .*orders"
    r"|UPDATE order_tags SET \(created_at, updated_at\) = "
    r"|(WITH batch AS \(.+\), settled AS \()?DELETE FROM refunds_due .*status <> 'pending'"
    r"|(WITH batch AS .+ filled AS \()?UPDATE fulfillments SET handed_over_at = .*updated_at "
    r"|(WITH batch AS .+ marked AS \()?UPDATE outbox SET is_notification = "
    r"|CREATE TEMPORARY TABLE copied AS SELECT \* FROM \w+$|INSERT INTO \w+ SELECT \* FROM copied$"
    r"|SELECT EXISTS \(SELECT 1 FROM outbox WHERE NOT is_notification "
)
"""Statements of migrations that write rows of all domains."""


def offenders(folder: Path) -> Iterator[str]:
    """Yield a description of each statement that is not on the list, or does not route."""
    for statement, across, dialect in sorted(_heard(folder), key=str):
        if _OF_A_MIGRATION.match(statement):
            continue
        found = offences(statement, dialect, DOMAINS_TABLES - {across})
        if dialect == "postgresql":
            found += detours(statement, DOMAINS_TABLES - REPLICATED, across)
        if found:
            yield f"{'; '.join(found)} ({dialect}):\n{statement}"


def _heard(folder: Path) -> set[tuple[str, str | None, str]]:
    lines = (line for file in folder.glob("*.jsonl") for line in file.read_text().splitlines())
    heard = {
        (each["statement"], each["across"], each["dialect"]) for each in map(json.loads, lines)
    }
    return {
        (without_repeated_rows(statement), across, dialect)
        for batch, across, dialect in heard
        for statement in statements_of(bare(batch))
    }
