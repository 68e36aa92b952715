"""Order numbers: unique under concurrency, in few statements."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.create_order import CreateOrder, CreateOrderHandler
from seller_orders.application.commands.import_orders import ImportOrders, ImportOrdersHandler
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.order_numbering import OrderNumbering
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.sample_order import outcome_of
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.support.drafts import draft

RUN = 2_000


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


def numbered(id: str | None, number: str | None) -> OrderDraft:
    return draft(order_id=id, order_number=number)


def create(store: WholeStore, given: OrderDraft) -> str:
    """Create an order without retries; return its number or the refusal's code."""
    handler = CreateOrderHandler(
        begin=store.begin,
        cache=NoOrderCache(),
        clock=SettableClock(),
        ids=Uuid7Generator(),
        settings=InstallationSettings(),
    )
    outcome = handler(CreateOrder(domain_id="dom_1", by="key:1", draft=given))
    return outcome.map(lambda made: made.number).value_or(outcome_of(outcome))


def import_of(store: WholeStore, prefix: str, numbers: list[str | None]) -> Callable[[], list[str]]:
    handler = ImportOrdersHandler(
        begin=store.begin,
        clock=SettableClock(),
        ids=Uuid7Generator(),
        settings=InstallationSettings(),
    )
    drafts = [numbered(f"{prefix}_{index}", number) for index, number in enumerate(numbers)]
    return lambda: [outcome_of(each) for each in retried(handler)(ImportOrders("dom_1", drafts))]


@pytest.mark.parametrize("step", [1, 2], ids=["in a row", "with gaps"])
def test_numbering_takes_few_statements(either_engine: Engine, store: WholeStore, step: int):
    """The count is constant for any number of chosen numbers, including an earlier release's."""
    given = range(1001, 1001 + RUN * step, step)
    keep(store, *(order(f"ord_{number}", number=str(number)) for number in given))

    with statements(either_engine) as seen, store.begin("dom_1") as tx:
        first = tx.orders.next_number("dom_1", OrderNumbering())
        tx.commit()
    with statements(either_engine) as seen_next, store.begin("dom_1") as tx:
        second = tx.orders.next_number("dom_1", OrderNumbering())
        tx.commit()

    assert {int(first), int(second)}.isdisjoint(given)
    assert len(seen) <= 16
    assert len(seen_next) <= 16


def test_a_mixed_import_takes_few_statements(either_engine: Engine, store: WholeStore):
    numbers: list[str | None] = [None, *map(str, range(1001, 1001 + RUN)), None]

    with statements(either_engine) as seen:
        outcomes = import_of(store, "i", numbers)()

    assert outcomes == ["ok"] * len(numbers)
    assert kept(store, "i_0").number == str(1001 + RUN)
    assert len(seen) <= 40


def test_a_create_waits_for_an_import_that_holds_its_number(store: WholeStore):
    with ThreadPoolExecutor(1) as pool:
        with store.begin("dom_1") as tx:
            tx.orders.taken("dom_1", ["given"], ["1001"])
            created: Future[str] = pool.submit(create, store, numbered("next", None))
            tx.orders.add(order("given", number="1001"))
            tx.commit()

        assert created.result(10) == "1002"


def test_a_chosen_number_waits_for_the_next_number(store: WholeStore):
    """The caller chooses the number that another transaction is assigning."""
    with ThreadPoolExecutor(1) as pool:
        with store.begin("dom_1") as tx:
            number = tx.orders.next_number("dom_1", OrderNumbering())
            created: Future[str] = pool.submit(create, store, numbered("given", number))
            tx.orders.add(order("next", number=number))
            tx.commit()

        assert created.result(10) == "order_number_taken"


def test_concurrent_imports_and_creates_lose_nothing(store: WholeStore):
    halves = [[str(n) for n in range(1001 + half, 1201, 2)] for half in range(2)]
    imports = [import_of(store, f"i{half}", [*halves[half], None]) for half in range(2)]
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(each) for each in imports]
        created = list(pool.map(lambda n: create(store, numbered(f"c{n}", None)), range(20)))
        outcomes = [outcome for each in running for outcome in each.result(30)]

    next_numbers = [*created, *(kept(store, f"i{half}_100").number for half in range(2))]
    assert len(set(next_numbers)) == 22
    given_away = [number for number in next_numbers if number in halves[0] + halves[1]]
    assert outcomes.count("order_number_taken") == len(given_away)
    assert outcomes.count("ok") == len(outcomes) - len(given_away)
