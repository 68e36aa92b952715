"""Cost of the search for due orders, and of their changes: ``python -m bench.due_changes``.

Prints, for each database, the milliseconds of a search among 100,000 orders of 5,000 domains while
nothing is due, as the median of rounds; then the seconds in which one reaper releases 10,000 holds
that end at the same time. ``--search`` leaves the releases out.
"""

import sys
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Final

from sqlalchemy import Engine, text

from seller_orders import embed
from seller_orders.adapters.outbound.sql.reaping.due_changes import SqlDueChanges
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.testing.sample_order import CREATED
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import postgresql_engine, sql_store, sqlite_engine
from tests.integration.sql.many_orders import MODEL
from tests.support.servers import end_servers

_ROUNDS: Final = 7
_ORDERS: Final = 100_000
_DOMAINS: Final = 5_000
_HELD: Final = 10_000
_BULK: Final = 1_000
_LATER: Final = "'2099-01-01 00:00:00.000000'"
_NUMBERS: Final = (
    "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
    f"WHERE n < {_ORDERS})"
)
_COPIED: Final = {
    "domain_id": f"'dom_' || (n % {_DOMAINS})",
    "order_id": "'ord_' || n",
    "order_number": "'N' || n",
    "ship_by": _LATER,
    "next_release_at": _LATER,
}


def main(*, releases: bool) -> None:
    """Measure both databases."""
    for opened in (sqlite_engine, postgresql_engine):
        with opened() as engine:
            _measure(engine, releases=releases)
    end_servers()


def _measure(engine: Engine, *, releases: bool) -> None:
    _fill(engine)
    due, now, spent = SqlDueChanges(engine), datetime.now(UTC), list[float]()
    for _ in range(_ROUNDS):
        begun = perf_counter()
        assert not due.expired_holds(now)
        assert not due.late_orders(now)
        spent.append(perf_counter() - begun)
    print(f"{engine.dialect.name:12} search {median(spent) * 1000:9.2f} ms", flush=True)
    if not releases:
        return
    store, reap = sql_store(engine), embed(engine).reap
    # The first reaping sums up the counts of all domains.
    reap()
    hold = Hold(id="hld_1", reason=HoldReason.OTHER, until=CREATED, created_at=CREATED)
    for first in range(0, _HELD, _BULK):
        ids = (f"held-{number}" for number in range(first, first + _BULK))
        keep(store, *(order(id, holds=(hold,)) for id in ids))
    begun = perf_counter()
    reap()
    print(
        f"{engine.dialect.name:12} release of {_HELD} {perf_counter() - begun:6.1f} s", flush=True
    )
    assert not due.expired_holds(now)


def _fill(engine: Engine) -> None:
    keep(sql_store(engine), order(MODEL, "dom_model"))
    is_postgresql = engine.dialect.name == "postgresql"
    # The rows of many domains are inserted by one statement.
    fence, restored = "ALTER TABLE orders NO FORCE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY"
    cast = "CAST({} AS timestamptz)" if is_postgresql else "{}"
    values = {
        name: cast.format(value) if value == _LATER else value for name, value in _COPIED.items()
    }
    names = [column.name for column in orders.columns]
    copies = (
        f"INSERT INTO orders ({', '.join(names)}) {_NUMBERS} "
        f"SELECT {', '.join(values.get(name, f'model.{name}') for name in names)} "
        f"FROM numbers, orders AS model WHERE model.order_id = '{MODEL}'"
    )
    with engine.execution_options(unheard=True).begin() as connection:
        if is_postgresql:
            for table in ("orders", "order_counts", "search_backlog"):
                connection.execute(text(fence.replace("orders", table, 1)))
        connection.execute(text(copies))
        if is_postgresql:
            for table in ("orders", "order_counts", "search_backlog"):
                connection.execute(text(f"ALTER TABLE {table} {restored}"))
    if is_postgresql:
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    main(releases="--search" not in sys.argv)
