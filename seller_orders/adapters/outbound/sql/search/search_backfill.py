"""Search data of orders that an earlier release has written.

Batches are small, so that locks are short. Each is one transaction of one domain.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Engine, bindparam, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    execute_batch,
    read,
)
from seller_orders.adapters.outbound.sql.connection.tenant_scope import TenantScope
from seller_orders.adapters.outbound.sql.orders.full_text_index import replacing_words
from seller_orders.adapters.outbound.sql.orders.order_loading import lock_orders
from seller_orders.adapters.outbound.sql.orders.order_mapping import order_to_rows
from seller_orders.adapters.outbound.sql.orders.search_data import COLUMNS_LEFT_BEHIND, left_behind
from seller_orders.adapters.outbound.sql.schema import migration_runner
from seller_orders.adapters.outbound.sql.schema.count_tables import order_counts
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.search_tables import search_backlog
from seller_orders.adapters.outbound.sql.statements.bulk_dml import deleting, updating
from seller_orders.domain.order import Order

_BATCH: Final = 200
_DOMAINS: Final = select(order_counts.c.domain_id).distinct()
_BACKLOG: Final = select(search_backlog.c.domain_id, search_backlog.c.order_id).limit(_BATCH)
_NEXT_BEHIND: Final = (
    select(orders.c.order_id)
    .where(
        orders.c.domain_id == bindparam("domain_id"),
        orders.c.order_id > bindparam("last"),
        orders.c.search_version.is_distinct_from(orders.c.version),
    )
    .order_by(orders.c.order_id)
    .limit(_BATCH)
)


def upgrade(engine: Engine) -> None:
    """Upgrade the schema to this release's, and complete what earlier releases have written."""
    migration_runner.migrate(engine)
    complete_every_order(engine)


def complete_every_order(engine: Engine) -> None:
    """Complete the search data of all listed orders. An interrupted run can be repeated."""
    for domain_id in read(engine, TenantScope.DOMAINS_OF_ORDERS, _DOMAINS, {}):
        last = ""
        place = {"domain_id": domain_id}
        while order_ids := read(engine, domain_id, _NEXT_BEHIND, {**place, "last": last}):
            _complete(engine, domain_id, order_ids)
            last = order_ids[-1]


def complete_backlog(engine: Engine) -> int:
    """Complete a batch of orders that an earlier release has changed, and return their number."""
    with transaction(engine, tenant=TenantScope.SEARCH_BACKLOG) as connection:
        found = sorted(tuple(row) for row in connection.execute(_BACKLOG))
    for domain_id, rows in groupby(found, key=itemgetter(0)):
        _complete(engine, domain_id, [order_id for _, order_id in rows])
    return len(found)


def _complete(engine: Engine, domain_id: str, order_ids: Collection[str]) -> None:
    with transaction(engine, tenant=domain_id, writes=True) as connection:
        locked = lock_orders(connection, domain_id, order_ids).values()
        behind = [each.order for each in locked if not each.is_searchable]
        done = [{"domain_id": domain_id, "order_id": order_id} for order_id in order_ids]
        dialect = engine.dialect.name
        execute_batch(
            connection, *_completing(dialect, behind), deleting(dialect, search_backlog, done)
        )
        connection.commit()


def _completing(dialect: str, behind: Sequence[Order]) -> Iterator[ParametrizedStatement]:
    if behind:
        yield from replacing_words(dialect, behind)
        keys: list[dict[str, Any]] = [
            {"domain_id": each.domain_id, "order_id": each.id, "version": each.version}
            for each in behind
        ]
        (whole,) = zip(*(order_to_rows(each)[orders] for each in behind), strict=True)
        rows = [
            {**key, **{name: row[name] for name in COLUMNS_LEFT_BEHIND}}
            for key, row in zip(keys, whole, strict=True)
        ]
        yield updating(dialect, orders, rows, [left_behind(key) for key in keys], "version")
