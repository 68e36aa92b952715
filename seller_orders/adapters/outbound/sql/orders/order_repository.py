"""Order repository in SQL."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final

from attrs import evolve, field, frozen
from returns.result import Failure, Result, Success
from sqlalchemy import Column, Connection, Select, Table, bindparam, select

from seller_orders.adapters.outbound.sql.connection.named_schema import qualified
from seller_orders.adapters.outbound.sql.connection.statement_batch import (
    ParametrizedStatement,
    defer_to_commit,
    execute_batch,
    supports_batches,
)
from seller_orders.adapters.outbound.sql.orders.changed_rows import (
    ALL_FIELDS,
    changed_columns,
    changed_fields,
    changed_tables,
    rows_of_change,
)
from seller_orders.adapters.outbound.sql.orders.full_text_index import adding_words, replacing_words
from seller_orders.adapters.outbound.sql.orders.order_count_ledger import count_kinds
from seller_orders.adapters.outbound.sql.orders.order_loading import LockedOrder, lock_orders
from seller_orders.adapters.outbound.sql.orders.order_mapping import (
    ORDER_TABLES,
    Row,
    RowsOfOrder,
    order_to_rows,
)
from seller_orders.adapters.outbound.sql.orders.order_numbering import locking, next_number
from seller_orders.adapters.outbound.sql.orders.search_data import left_behind
from seller_orders.adapters.outbound.sql.refunds.manual_refunds import clearing
from seller_orders.adapters.outbound.sql.schema.column_types import read_document
from seller_orders.adapters.outbound.sql.schema.count_tables import KIND_OF_ORDER
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.payment_tables import refunds
from seller_orders.adapters.outbound.sql.schema.search_tables import order_external_ids
from seller_orders.adapters.outbound.sql.statements.bulk_dml import (
    deleting,
    inserting,
    updating,
    updating_or_failing,
)
from seller_orders.adapters.outbound.sql.statements.in_list import is_one_of
from seller_orders.adapters.outbound.sql.statements.json_rows import as_text, document, gathered
from seller_orders.adapters.outbound.sql.statements.trigger_bypass import (
    is_bulk,
    without_row_triggers,
)
from seller_orders.application.order_words import have_other_words
from seller_orders.application.ports.order_repository import ExistingIdentifiers, StoreNumber
from seller_orders.application.ports.unit_of_work import WriteConflictError
from seller_orders.domain.order import Order
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.domain.refusals import OrderNotFound

_KEYS: Final = {
    table: itemgetter(*(column.name for column in table.primary_key)) for table in ORDER_TABLES
}


@frozen
class SqlOrderRepository:
    """Stores an order as rows. A save writes only the rows that changed.

    On PostgreSQL the save of one order is sent with the commit, or with an earlier statement.
    """

    connection: Connection
    _loaded: dict[tuple[str, str], LockedOrder] = field(factory=dict, init=False)

    def get(self, domain_id: str, order_id: str) -> Result[Order, OrderNotFound]:
        """Lock an order and return it."""
        order = self.get_many(domain_id, [order_id]).get(order_id)
        return Failure(OrderNotFound(order_id)) if order is None else Success(order)

    def get_many(self, domain_id: str, order_ids: Collection[str]) -> Mapping[str, Order]:
        """Lock and return the existing orders of some ids."""
        found = lock_orders(self.connection, domain_id, order_ids)
        self._loaded.update({(domain_id, id): locked for id, locked in found.items()})
        return {id: locked.order for id, locked in found.items()}

    def add(self, *new: Order) -> None:
        """Add new orders."""
        rows = [order_to_rows(order) for order in new]
        added = {table: [row for each in rows for row in each[table]] for table in ORDER_TABLES}
        calls = [
            call
            for table, found in added.items()
            if found
            for call in inserting(self._dialect, table, found)
        ]
        calls += adding_words(self._dialect, new)
        if is_bulk(self.connection, len(new)):
            execute_batch(self.connection, *without_row_triggers(calls))
            count_kinds(self.connection, [], added[orders])
        elif calls:
            execute_batch(self.connection, *calls)
        if len(new) > 1:
            self._ensure_statistics()

    def save(self, *changed: Order) -> None:
        """Save the new state of orders that this repository returned."""
        befores = [self._loaded[order.domain_id, order.id] for order in changed]
        changes = [
            (before, after)
            for before, after in zip(befores, changed, strict=True)
            if before.order is not after
        ]
        if not changes:
            return
        fields = _changed_fields(changes)
        counts_kinds = is_bulk(self.connection, len(changes))
        tables = changed_tables(fields)
        columns = changed_columns(fields).union(KIND_OF_ORDER if counts_kinds else ())
        pairs = [_rows_of_change(*change, tables, columns) for change in changes]
        self._loaded.update(
            {
                (after.domain_id, after.id): evolve(before, order=after, is_searchable=True)
                for before, after in changes
            }
        )
        calls = [*replacing_words(self._dialect, _with_other_words(changes))]
        # The orders' own rows come last: their row count shows whether all versions still matched.
        calls += [call for table in reversed(tables) for call in self._changes(table, pairs)]
        if counts_kinds:
            calls = without_row_triggers(calls)
        if self._is_deferred(pairs):
            defer_to_commit(self.connection, *calls)
        elif calls and execute_batch(self.connection, *calls).rowcount != len(pairs):
            raise WriteConflictError("an order was changed by another writer")
        if counts_kinds:
            listed = [
                pair
                for pair, (before, _) in zip(pairs, changes, strict=True)
                if not before.is_archived
            ]
            gone = [row for old, _ in listed for row in old[orders]]
            come = [row for _, new in listed for row in new[orders]]
            count_kinds(self.connection, gone, come)

    def taken(
        self, domain_id: str, order_ids: Collection[str], numbers: Collection[str]
    ) -> ExistingIdentifiers:
        """Return the ids and numbers in use. The numbers stay reserved in this transaction."""
        locks = locking(self.connection, domain_id, is_shared=True)
        ids = self._matches(orders.c.order_id, domain_id, order_ids)
        rows = self._matches(orders.c.order_number, domain_id, numbers, *locks)
        return ExistingIdentifiers(
            frozenset(order_id for order_id, _ in ids),
            frozenset(StoreNumber(store_id, number) for number, store_id in rows),
        )

    def external_id_holders(
        self, domain_id: str, external_ids: Collection[tuple[str, str]]
    ) -> Mapping[tuple[str, str], str]:
        """Return the ids of the orders that hold external ids, by system and external id."""
        wanted = {
            "of_domain": domain_id,
            "systems": sorted({system for system, _ in external_ids}),
            "external_ids": sorted({external_id for _, external_id in external_ids}),
        }
        (text,) = execute_batch(self.connection, (_holders(self._dialect), wanted)).column
        found = read_document(text) if text else []
        return {
            (each["system"], each["external_id"]): each["order_id"]
            for each in found
            if (each["system"], each["external_id"]) in external_ids
        }

    def next_number(self, domain_id: str, numbering: OrderNumbering) -> str:
        """Return the domain's next free generated number."""

        def taken(counts: Sequence[int]) -> set[int]:
            count_of = {numbering.number(count): count for count in counts}
            found = self.taken(domain_id, [], [*count_of]).numbers
            return {count_of[each.number] for each in found}

        return numbering.number(next_number(self.connection, domain_id, numbering, taken))

    def _ensure_statistics(self) -> None:
        # PostgreSQL plans for tables without statistics as if they were empty, and the session
        # keeps those plans: each foreign key check would scan the domain's orders.
        if self.connection.dialect.name == "postgresql":
            table = qualified(self.connection, "orders")
            known = "SELECT reltuples >= 0 FROM pg_class WHERE oid = %s::regclass"
            if not self.connection.exec_driver_sql(known, (table,)).scalar_one():
                self.connection.exec_driver_sql(f"ANALYZE {table}")

    def _matches(
        self,
        column: Column[Any],
        domain_id: str,
        values: Collection[str],
        *locks: ParametrizedStatement,
    ) -> Sequence[Sequence[Any]]:
        if not values:
            return ()
        wanted = {"of_domain": domain_id, "taken": list(values)}
        looking = _taken(column, self._dialect), wanted
        return execute_batch(self.connection, *locks, looking).rows

    def _changes(
        self, table: Table, pairs: Sequence[tuple[RowsOfOrder, RowsOfOrder]]
    ) -> Iterator[ParametrizedStatement]:
        old, new = (_by_key(table, states) for states in zip(*pairs, strict=True))
        if not (old or new):
            return
        if removed := [row for key, row in old.items() if key not in new]:
            yield deleting(self._dialect, table, removed)
        if added := [row for key, row in new.items() if key not in old]:
            yield from inserting(self._dialect, table, added)
        if altered := [key for key, row in new.items() if key in old and row != old[key]]:
            # The version guards an order's row, independently of locks.
            guards = ["version"] if table is orders else []
            rows, olds = [new[key] for key in altered], [old[key] for key in altered]
            if table is orders and self._is_deferred(pairs):
                yield updating_or_failing(table, rows[0], olds[0], "version")
                return
            yield updating(self._dialect, table, rows, olds, *guards)
        if table is refunds:
            yield from clearing(self._dialect, old, new)

    def _is_deferred(self, changed: Sequence[object]) -> bool:
        # A row count is known too late then, so only one order, whose update fails by itself.
        return len(changed) == 1 and supports_batches(self.connection)

    @property
    def _dialect(self) -> str:
        return self.connection.dialect.name


def _changed_fields(changes: Sequence[tuple[LockedOrder, Order]]) -> frozenset[str]:
    # Columns that an earlier release left behind are written whether their fields changed or not.
    if not all(before.is_searchable for before, _ in changes):
        return ALL_FIELDS
    return changed_fields((before.order, after) for before, after in changes)


def _rows_of_change(
    before: LockedOrder, after: Order, tables: Sequence[Table], columns: Collection[str]
) -> tuple[RowsOfOrder, RowsOfOrder]:
    """Return the rows that a change may alter, as they were and as they will be."""
    old, new = rows_of_change(before.order, after, tables, columns)
    if not before.is_searchable:
        old = {**old, orders: [left_behind(row) for row in old[orders]]}
    return old, new


def _with_other_words(changes: Iterable[tuple[LockedOrder, Order]]) -> Sequence[Order]:
    return [
        after
        for before, after in changes
        if not before.is_searchable or have_other_words(before.order, after)
    ]


@cache
def _taken(column: Column[Any], dialect: str) -> Select[tuple[str, str]]:
    is_one = is_one_of(column, "taken", dialect)
    found = select(column, orders.c.store_id)
    return found.where(orders.c.domain_id == bindparam("of_domain"), is_one)


@cache
def _holders(dialect: str) -> Select[tuple[str]]:
    table = order_external_ids
    holder = document(dialect, {n: table.c[n] for n in ("system", "external_id", "order_id")})
    holders = select(holder.label("holder")).where(
        table.c.domain_id == bindparam("of_domain"),
        is_one_of(table.c.system, "systems", dialect),
        is_one_of(table.c.external_id, "external_ids", dialect),
    )
    return select(as_text(gathered(dialect, holders.subquery("found").c.holder)))


def _by_key(table: Table, states: Iterable[RowsOfOrder]) -> dict[Any, Row]:
    key_of, found = _KEYS[table], dict[Any, Row]()
    for rows in states:
        for row in rows[table]:
            found[key_of(row)] = row
    return found
