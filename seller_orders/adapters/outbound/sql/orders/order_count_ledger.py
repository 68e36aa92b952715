"""Entries of the count ledger: changes in the number of orders by kind.

Triggers add an entry for each order that is written alone (migration 0030). A bulk write adds one
for each kind.
"""

from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import Final, TypeAlias

from sqlalchemy import Connection

from seller_orders.adapters.outbound.sql.connection.statement_batch import defer_to_commit
from seller_orders.adapters.outbound.sql.orders.order_mapping import Row
from seller_orders.adapters.outbound.sql.schema.count_tables import KIND_OF_ORDER, order_counts
from seller_orders.adapters.outbound.sql.statements.bulk_dml import inserting

Kind: TypeAlias = tuple[str, ...]
"""Values of the columns ``KIND_OF_ORDER``."""

_kind_of: Final = itemgetter(*KIND_OF_ORDER)


def count_kinds(connection: Connection, removed: Iterable[Row], added: Iterable[Row]) -> None:
    """Count removed and added rows of listed orders of one domain, with the commit."""
    counts = Counter[Kind](map(_kind_of, added))
    counts.subtract(map(_kind_of, removed))
    if entries := count_entries(counts):
        defer_to_commit(connection, *inserting(connection.dialect.name, order_counts, entries))


def count_entries(counts: Counter[Kind]) -> list[Row]:
    """Return the ledger's rows for the kinds whose number of orders differs."""
    return [
        dict(zip(KIND_OF_ORDER, kind, strict=True)) | {"delta": number}
        for kind, number in counts.items()
        if number
    ]
