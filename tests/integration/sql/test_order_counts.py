"""Totals of lists, which come from counts that triggers keep."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.schema.count_tables import order_counts
from seller_orders.application.ports.order_search import OrderFilters, Sort
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import LATER, change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store

PENDING, SHIPPED = OrderStatus.PENDING, OrderStatus.SHIPPED
STORES = ("store_1", "store_2")
BY_STATUS = {status: OrderFilters(statuses=frozenset({status})) for status in OrderStatus}


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


def total(store: WholeStore, filters: OrderFilters, domain_id: str = "dom_1") -> int:
    return store.search.page(domain_id, filters, Sort(), 0, 1)[1]


def move(store: WholeStore, order_id: str, status: OrderStatus, domain_id: str = "dom_1") -> None:
    with store.begin(domain_id) as tx:
        before = tx.orders.get(domain_id, order_id).unwrap()
        tx.orders.save(before.move_to(status, change(before.version + 1)))
        tx.commit()


def entries(engine: Engine, domain_id: str = "dom_1") -> int:
    counted = select(func.count()).where(order_counts.c.domain_id == domain_id)
    with transaction(engine, tenant=domain_id) as connection:
        return connection.execute(counted).scalar_one()


def sum_up(store: WholeStore) -> int:
    passes = 0
    while store.reaper.compact_counts():
        passes += 1
    return passes


def test_totals_match_the_orders_whenever_counts_are_summed(store: WholeStore):
    domains = (f"dom_{n}" for n in count(1))

    @given(
        moves=st.lists(
            st.tuples(
                st.integers(0, 5), st.sampled_from([PENDING, SHIPPED, OrderStatus.CONFIRMED])
            ),
            max_size=12,
        ),
        archived=st.sets(st.integers(0, 5)),
        summed_after=st.sets(st.integers(0, 12)),
    )
    def check(
        moves: list[tuple[int, OrderStatus]], archived: set[int], summed_after: set[int]
    ) -> None:
        domain, other = next(domains), next(domains)
        statuses = dict.fromkeys(range(6), PENDING)
        keep(store, *(order(f"ord_{n}", domain, store_id=STORES[n % 2]) for n in statuses))
        keep(store, order("ord_0", other))
        for step, (n, status) in enumerate(moves):
            move(store, f"ord_{n}", status, domain)
            statuses[n] = status
            if step in summed_after:
                sum_up(store)
        for n in archived:
            store.archive.add(store.reader.order(domain, f"ord_{n}").unwrap(), LATER)
            del statuses[n]

        found = {status: total(store, filters, domain) for status, filters in BY_STATUS.items()}
        assert found == {s: list(statuses.values()).count(s) for s in OrderStatus}
        of_second = total(store, OrderFilters(store_id="store_2"), domain)
        assert of_second == len([n for n in statuses if n % 2])
        assert total(store, OrderFilters(), other) == 1

    check()


def test_summing_leaves_one_row_a_kind(either_engine: Engine, store: WholeStore):
    keep(store, *(order(f"ord_{n}") for n in range(3)))
    for n, status in enumerate(islice(cycle([SHIPPED, PENDING]), 9)):
        move(store, f"ord_{n % 3}", status)
    assert entries(either_engine) > 2

    assert sum_up(store) == 1

    assert entries(either_engine) == 2
    assert total(store, OrderFilters()) == 3


def test_summing_removes_kinds_without_orders(either_engine: Engine, store: WholeStore):
    keep(store, order())
    move(store, "ord_1", SHIPPED)
    move(store, "ord_1", PENDING)

    sum_up(store)

    assert entries(either_engine) == 1


def test_counts_stay_exact_under_concurrent_writes_and_sums(either_engine: Engine):
    store = sql_store(either_engine)
    keep(store, *(order(f"ord_{n}") for n in range(4)))

    def write(n: int) -> None:
        for status in islice(cycle([SHIPPED, PENDING]), 15):
            move(store, f"ord_{n}", status)

    with ThreadPoolExecutor(6) as pool:
        writers = [pool.submit(write, n) for n in range(4)]
        while not all(each.done() for each in writers):
            for each in [pool.submit(store.reaper.compact_counts) for _ in range(2)]:
                each.result()
            assert total(store, OrderFilters()) == 4
        for writer in writers:
            writer.result()

    sum_up(store)
    assert total(store, BY_STATUS[SHIPPED]) == 4
    assert entries(either_engine) == 1


BULK = 40
IDS = [f"ord_{n:02}" for n in range(BULK)]


def move_all(store: WholeStore, order_ids: list[str], status: OrderStatus) -> None:
    with store.begin("dom_1") as tx:
        befores = tx.orders.get_many("dom_1", order_ids).values()
        tx.orders.save(*(each.move_to(status, change(each.version + 1)) for each in befores))
        tx.commit()


def totals(store: WholeStore) -> dict[OrderStatus, int]:
    found = {status: total(store, filters) for status, filters in BY_STATUS.items()}
    return {status: number for status, number in found.items() if number}


def test_a_bulk_counts_orders_of_a_kind_together(either_engine: Engine, store: WholeStore):
    keep(store, *(order(id, store_id=STORES[n % 2]) for n, id in enumerate(IDS)))
    added = entries(either_engine)
    move_all(store, IDS[10:], SHIPPED)

    assert totals(store) == {PENDING: 10, SHIPPED: BULK - 10}
    if either_engine.dialect.name == "postgresql":
        assert (added, entries(either_engine)) == (2, 6)


def test_a_bulk_counts_no_archived_orders(store: WholeStore):
    keep(store, *map(order, IDS))
    for id in IDS[:3]:
        store.archive.add(store.reader.order("dom_1", id).unwrap(), LATER)
    move_all(store, IDS[:30], SHIPPED)
    move_all(store, IDS[:30], PENDING)
    move_all(store, IDS[:20], SHIPPED)

    assert totals(store) == {PENDING: BULK - 20, SHIPPED: 17}


def test_bulks_and_single_writes_of_one_transaction_are_counted(store: WholeStore):
    with store.begin("dom_1") as tx:
        tx.orders.add(*map(order, IDS[:20]))
        tx.rollback()
        tx.orders.add(order("ord_first"))
        tx.orders.add(*map(order, IDS))
        tx.orders.add(order("ord_last"))
        found = tx.orders.get_many("dom_1", ["ord_first", *IDS])
        last = tx.orders.get("dom_1", "ord_last").unwrap()
        moved = [each.move_to(SHIPPED, change(each.version + 1)) for each in found.values()]
        tx.orders.save(*moved)
        tx.orders.save(last.move_to(OrderStatus.CONFIRMED, change(2)))
        tx.commit()

    assert totals(store) == {SHIPPED: BULK + 1, OrderStatus.CONFIRMED: 1}
    with store.begin("dom_1") as tx:
        tx.orders.add(*map(order, (f"no_{n}" for n in range(BULK))))
    assert total(store, OrderFilters()) == BULK + 2


def test_counts_stay_exact_under_concurrent_bulks(either_engine: Engine):
    store = sql_store(either_engine)
    keep(store, *map(order, IDS))

    def write(first: int) -> None:
        for status in islice(cycle([SHIPPED, PENDING]), 5):
            move_all(store, IDS[first : first + 25], status)
            move(store, IDS[first], PENDING)

    with ThreadPoolExecutor(4) as pool:
        for writing in [pool.submit(write, first) for first in (0, 5, 10)]:
            while not writing.done():
                store.reaper.compact_counts()
                assert total(store, OrderFilters()) == BULK
            writing.result()

    orders = [store.reader.order("dom_1", id).unwrap() for id in IDS]
    statuses = [each.status for each in orders]
    assert totals(store) == {status: statuses.count(status) for status in set(statuses)}


def test_a_rolled_back_write_is_not_counted(store: WholeStore):
    with store.begin("dom_1") as tx:
        tx.orders.add(order())
        tx.rollback()

    assert total(store, OrderFilters()) == 0
