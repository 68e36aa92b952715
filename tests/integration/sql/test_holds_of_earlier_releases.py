"""Held orders that an earlier release has changed: it knows neither holds nor their columns."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from attrs import evolve
from sqlalchemy import Engine, delete, insert, select, update

from seller_orders.adapters.outbound.sql.connection.engine import transaction
from seller_orders.adapters.outbound.sql.orders.order_mapping import ORDER_TABLES, order_to_rows
from seller_orders.adapters.outbound.sql.orders.search_data import SEARCH_COLUMNS
from seller_orders.adapters.outbound.sql.schema.order_tables import orders
from seller_orders.adapters.outbound.sql.schema.search_tables import search_backlog
from seller_orders.application.ports.order_search import OrderFilters, Sort
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.sample_order import CREATED, change, fulfillment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, order, tagged
from tests.contracts.stores import sql_store

DOMAIN = "dom_1"
NEW = {"replaced_by", "returns", "holds", "return_status", "held_until", "next_release_at"}
LINE_HELD = order(
    "ord_line",
    holds=(Hold(id="hld_1", reason=HoldReason.OTHER, items=("soup",), created_at=CREATED),),
)
ORDER_HELD = order(
    "ord_whole",
    holds=(
        Hold(id="hld_2", reason=HoldReason.FRAUD_RISK, created_at=CREATED),
        Hold(id="hld_3", reason=HoldReason.OTHER, until=CREATED, created_at=CREATED),
    ),
)


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    found = sql_store(either_engine)
    keep(found, LINE_HELD, ORDER_HELD)
    return found


def as_earlier_release(engine: Engine, after: Order, *, writes_search_data: bool) -> None:
    """Save an order's new version without the columns that an earlier release does not know."""
    unknown = NEW if writes_search_data else NEW | {*SEARCH_COLUMNS}
    is_it = {"domain_id": after.domain_id, "order_id": after.id}
    rows = order_to_rows(after)
    ((whole,), *_) = rows.values()
    with transaction(engine.execution_options(unheard=True), tenant=DOMAIN, writes=True) as tx:
        known = {name: value for name, value in whole.items() if name not in unknown}
        tx.execute(update(orders).filter_by(**is_it).values(known))
        for table in ORDER_TABLES[1:]:
            if rows[table]:
                tx.execute(delete(table).filter_by(**is_it))
                tx.execute(insert(table), rows[table])
        tx.commit()


def shipped(before: Order) -> Order:
    """Return an order with its soup in a fulfillment, though it is held."""
    parts = (fulfillment(soup=1, pasta=1),)
    return evolve(tagged(before, "shipped"), fulfillments=parts)


def cancelled(before: Order) -> Order:
    """Return a cancelled order with its holds, which a release without holds leaves open."""
    return evolve(tagged(before, "cancelled"), status=OrderStatus.CANCELLED)


def held(store: WholeStore) -> list[str]:
    filters = OrderFilters(held=True, at=CREATED + timedelta(days=1))
    page, total = store.search.page(DOMAIN, filters, Sort(), 0, 9)
    assert total == len(page.orders)
    return sorted(each["order_id"] for each in page.orders)


def backlog(engine: Engine) -> list[str]:
    with transaction(engine, tenant=DOMAIN) as tx:
        of_domain = search_backlog.c.domain_id == DOMAIN
        return sorted(tx.scalars(select(search_backlog.c.order_id).where(of_domain)))


def reap(store: WholeStore) -> None:
    while store.reaper.complete_search_data():
        pass


def tag_it(store: WholeStore) -> None:
    """Change all orders as this release does."""
    with store.begin(DOMAIN) as tx:
        found = tx.orders.get_many(DOMAIN, ["ord_line", "ord_whole"]).values()
        tx.orders.save(*(each.add_tags(["new"], change(each.version + 1)) for each in found))
        tx.commit()


@pytest.mark.parametrize("writes_search_data", [True, False])
@pytest.mark.parametrize("correct", [reap, tag_it])
def test_shipped_lines_are_held_no_longer(
    store: WholeStore,
    either_engine: Engine,
    correct: Callable[[WholeStore], None],
    writes_search_data: bool,
):
    as_earlier_release(either_engine, shipped(LINE_HELD), writes_search_data=writes_search_data)
    assert held(store) == ["ord_line", "ord_whole"]
    assert backlog(either_engine) == ["ord_line"]

    correct(store)

    assert held(store) == ["ord_whole"]
    assert kept(store, "ord_line").holds == LINE_HELD.holds
    reap(store)
    assert backlog(either_engine) == []


@pytest.mark.parametrize("writes_search_data", [True, False])
@pytest.mark.parametrize("correct", [reap, tag_it])
def test_cancelled_orders_are_held_no_longer(
    store: WholeStore,
    either_engine: Engine,
    correct: Callable[[WholeStore], None],
    writes_search_data: bool,
):
    as_earlier_release(either_engine, cancelled(ORDER_HELD), writes_search_data=writes_search_data)
    assert kept(store, "ord_whole").holds == ()
    assert store.reader.detail(DOMAIN, "ord_whole").unwrap()["holds"] == []

    correct(store)

    assert held(store) == ["ord_line"]
    with transaction(either_engine, tenant=DOMAIN) as tx:
        stored = select(orders.c.holds, orders.c.next_release_at).where(
            orders.c.domain_id == DOMAIN, orders.c.order_id == "ord_whole"
        )
        # Nothing is left to be released by the reaper.
        assert tuple(tx.execute(stored).one()) == ([], None)


def test_a_change_that_keeps_a_hold_is_checked_once(store: WholeStore, either_engine: Engine):
    """The trigger does not know what remains, so the reaper looks at the order."""
    tag_it(store)
    assert backlog(either_engine) == ["ord_line", "ord_whole"]

    reap(store)

    assert backlog(either_engine) == []
    assert held(store) == ["ord_line", "ord_whole"]
    assert kept(store, "ord_line").version == LINE_HELD.version + 1
