"""Search data of orders that an earlier release wrote: what it lacks, and its completion."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve
from sqlalchemy import Engine, delete, func, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.orders.search_data import SEARCH_COLUMNS
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.search_tables import order_words, search_backlog
from seller_orders.adapters.outbound.sql.search.search_backfill import complete_every_order
from seller_orders.application.ports.order_search import OrderFilters, Sort, SortKey
from seller_orders.domain.values import Address, Customer
from seller_orders.testing.sample_order import change
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order, tagged
from tests.contracts.stores import sql_store

DOMAIN = "dom_1"
PLACE = Address(line1="MG Road 1", city="Pune", country_code="IN")


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    found = sql_store(either_engine)
    keep(
        found,
        *(
            order(f"ord_{n}", number=number, shipping_address=PLACE)
            for n, number in enumerate(["9999", "10000", "İST-1"])
        ),
    )
    return found


def as_of_earlier_release(engine: Engine, *order_ids: str) -> None:
    """Leave what a release before migration 0028 would have written."""
    is_one = orders.c.order_id.in_(order_ids)
    folded = {"number_folded": func.lower(orders.c.order_number), "number_reversed": "?"}
    with transaction(engine.execution_options(unheard=True), tenant=DOMAIN, writes=True) as tx:
        tx.execute(delete(order_words).where(order_words.c.order_id.in_(order_ids)))
        lacking = {name: None for name in SEARCH_COLUMNS if not name.startswith("number_f")}
        tx.execute(update(orders).where(is_one).values({**lacking, **folded}))
        tx.commit()


def listed(store: WholeStore, *, descending: bool = False) -> list[str]:
    """Return the ids by order number, page by page."""
    sort, filters = Sort(SortKey.ORDER_NUMBER, descending), OrderFilters()
    page, total = store.search.page(DOMAIN, filters, sort, 0, 1)
    found = [*page.orders]
    while page.next is not None:
        page = store.search.after(DOMAIN, filters, sort, page.next, 1)
        found += page.orders
    assert total == len(found)
    return [each["order_id"] for each in found]


def found_by(store: WholeStore, **filters: str) -> list[str]:
    page, _ = store.search.page(DOMAIN, OrderFilters(**filters), Sort(), 0, 10)  # type: ignore[arg-type]
    return sorted(each["order_id"] for each in page.orders)


def backlog(engine: Engine) -> list[str]:
    with transaction(engine, tenant=DOMAIN) as tx:
        of_domain = search_backlog.c.domain_id == DOMAIN
        return sorted(tx.scalars(select(search_backlog.c.order_id).where(of_domain)))


def reap(store: WholeStore, engine: Engine) -> None:
    while store.reaper.complete_search_data():
        pass


def upgrade(store: WholeStore, engine: Engine) -> None:
    complete_every_order(engine)


def change_it(store: WholeStore, engine: Engine) -> None:
    with store.begin(DOMAIN) as tx:
        changed = [tagged(each, "new") for each in tx.orders.get_many(DOMAIN, ["ord_1"]).values()]
        tx.orders.save(*changed)
        tx.commit()


def test_orders_of_this_release_have_no_backlog(store: WholeStore, either_engine: Engine):
    change_it(store, either_engine)

    assert backlog(either_engine) == []
    assert listed(store) == ["ord_0", "ord_1", "ord_2"]


@pytest.mark.parametrize("descending", [False, True])
def test_incomplete_orders_stay_in_the_list(
    store: WholeStore, either_engine: Engine, descending: bool
):
    """They come last until they are complete."""
    as_of_earlier_release(either_engine, "ord_1", "ord_2")

    assert listed(store, descending=descending) == [
        "ord_0",
        *(["ord_2", "ord_1"] if descending else ["ord_1", "ord_2"]),
    ]
    assert backlog(either_engine) == ["ord_1", "ord_2"]


@pytest.mark.parametrize("complete", [reap, upgrade, change_it])
def test_search_data_is_completed(
    store: WholeStore, either_engine: Engine, complete: Callable[[WholeStore, Engine], None]
):
    as_of_earlier_release(either_engine, "ord_1")
    assert found_by(store, words="10000") == []

    complete(store, either_engine)

    assert found_by(store, words="10000 anj") == ["ord_1"]
    assert found_by(store, number_begins_or_ends_with="0000") == ["ord_1"]
    assert "ord_1" in found_by(store, country="IN")
    assert listed(store) == ["ord_0", "ord_1", "ord_2"]
    reap(store, either_engine)
    assert backlog(either_engine) == []


def test_numbers_are_folded_anew(store: WholeStore, either_engine: Engine):
    as_of_earlier_release(either_engine, "ord_2")

    reap(store, either_engine)

    assert found_by(store, number_begins_or_ends_with="ist-1") == ["ord_2"]


def test_a_change_of_an_earlier_release_is_recorded(store: WholeStore, either_engine: Engine):
    """It changes the customer and the version, but no search data."""
    name = {"customer_name": "Rohan Gupta", "version": 2}
    changing = update(orders).where(orders.c.order_id == "ord_1").values(**name)
    with transaction(either_engine.execution_options(unheard=True), tenant=DOMAIN) as tx:
        tx.execute(changing)
        tx.commit()
    assert found_by(store, words="rohan") == []

    reap(store, either_engine)

    assert found_by(store, words="rohan") == ["ord_1"]
    assert found_by(store, words="anjali") == ["ord_0", "ord_2"]


def test_words_follow_concurrent_changes(store: WholeStore, either_engine: Engine):
    """Writers and the reaper lock the order, so the words are those of its last version."""
    as_of_earlier_release(either_engine, "ord_0", "ord_1", "ord_2")

    def rename(number: int) -> None:
        with store.begin(DOMAIN) as tx:
            before = tx.orders.get(DOMAIN, "ord_1").unwrap()
            customer = Customer(id="cus_1", name=f"Name{number} {before.version}")
            renamed = evolve(before, customer=customer).add_tags([str(number)], change(number))
            tx.orders.save(renamed)
            tx.commit()

    with ThreadPoolExecutor(3) as pool:
        steps = [pool.submit(rename, number) for number in range(100, 108)]
        steps += [pool.submit(reap, store, either_engine) for _ in range(3)]
        for step in steps:
            step.result()

    name = store.reader.order(DOMAIN, "ord_1").unwrap().customer.name
    assert found_by(store, words=name) == ["ord_1"]
    assert found_by(store, words="name1") == ["ord_1"]
    reap(store, either_engine)
    assert found_by(store, words="anjali") == ["ord_0", "ord_2"]
    assert backlog(either_engine) == []
