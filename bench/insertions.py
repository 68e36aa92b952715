"""Cost of parts of the schema to bulk creates on PostgreSQL: ``python -m bench.insertions``.

Each transaction drops one part of the schema, inserts orders and is rolled back. Prints the
milliseconds of processor time of PostgreSQL's process for 1,000 orders of two lines each, as the
median of alternating rounds, and the share that the part had of it.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import count, product
from statistics import median
from typing import Final

from bench.writes import server_time
from seller_orders.adapters.outbound.sql.connection.engine import open_engine
from seller_orders.adapters.outbound.sql.orders.order_repository import SqlOrderRepository
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.support.servers import end_servers, fresh_database

_ROUNDS: Final = 7
_ORDERS: Final = 1_000
_TABLES: Final = ("orders", "order_lines", "order_words")
_FILTERS: Final = (
    "status",
    "payment_status",
    "fulfillment_status",
    "financial_status",
    "customer_id",
    "store_id",
    "country",
)
_LISTED: Final = "DROP INDEX ix_orders_listed_{}"
_ALTERED: Final = "ALTER TABLE {} {}"
_PARTS: Final[Mapping[str, Sequence[str]]] = {
    "nothing": (),
    "list indexes by created_at": [_LISTED.format(f"{n}_created_at") for n in _FILTERS],
    "list indexes by updated_at": [_LISTED.format(f"{n}_updated_at") for n in _FILTERS],
    "indexes of country, SKU and number sort": [
        "DROP INDEX ix_order_lines_domain_id_sku_order_id",
        *map(_LISTED.format, ("country_created_at", "country_updated_at", "number_key", "ship_by")),
    ],
    "indexes of returns, holds, lateness and assignee": [
        _LISTED.format(f"{name}_{time}")
        for name, time in (
            *product(("return_status", "assignee", "held"), ("created_at", "updated_at")),
            ("late", "ship_by"),
        )
    ],
    "checks of returns and holds": [
        _ALTERED.format("orders", f"DROP CONSTRAINT ck_orders_{name}")
        for name in ("return_status", "held_until")
    ],
    "index of words": ["DROP INDEX ix_order_words_words"],
    "foreign keys": [
        _ALTERED.format(table, f"DROP CONSTRAINT fk_{table}_orders") for table in _TABLES[1:]
    ],
    "checks of lines": [
        _ALTERED.format("order_lines", f"DROP CONSTRAINT ck_order_lines_{name}")
        for name in ("quantities", "price", "shipping", "amounts", "cancelled", "cancelled_stock")
    ],
    "row-level security": [_ALTERED.format(each, "DISABLE ROW LEVEL SECURITY") for each in _TABLES],
    "triggers of counts and search": [_ALTERED.format("orders", "DISABLE TRIGGER USER")],
}
"""Statements that drop a part, by its name."""

_numbers: Final = count()


def main() -> None:
    """Measure the parts in turn."""
    found = defaultdict[str, list[float]](list)
    with fresh_database() as url:
        engine = open_engine(url)
        store, seconds = sql_store(engine), server_time(engine)
        keep(store, *map(order, _fresh_ids()))
        for _ in range(_ROUNDS):
            for part, statements in _PARTS.items():
                found[part].append(_seconds_without(statements, store, seconds))
        engine.dispose()
    end_servers()
    whole = median(found["nothing"])
    for part, taken in found.items():
        print(f"{part:48} {median(taken) * 1000:7.1f} {1 - median(taken) / whole:7.1%}")


def _seconds_without(
    statements: Sequence[str], store: WholeStore, seconds: Callable[[], float]
) -> float:
    """Return the time of an insertion without a part. The transaction is not committed."""
    with store.begin("dom_1") as tx:
        assert isinstance(tx.orders, SqlOrderRepository)
        for statement in statements:
            tx.orders.connection.exec_driver_sql(statement)
        # The first insertion plans the statements anew.
        tx.orders.add(*map(order, _fresh_ids()))
        new, before = [*map(order, _fresh_ids())], seconds()
        tx.orders.add(*new)
        return seconds() - before


def _fresh_ids() -> list[str]:
    return [f"ord_{next(_numbers)}" for _ in range(_ORDERS)]


if __name__ == "__main__":
    main()
