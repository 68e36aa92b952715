"""Order numbers are unique in their store, under concurrency and in every form."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.application.commands.create_order import CreateOrder, CreateOrderHandler
from seller_orders.application.commands.import_orders import ImportOrders, ImportOrdersHandler
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.bootstrap.merchant_use_cases import retried
from seller_orders.domain.draft import OrderDraft
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.sample_order import outcome_of
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, order
from tests.contracts.stores import sql_store
from tests.support.drafts import draft

WRITERS = 6
TAKEN = "order_number_taken"


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


def create(store: WholeStore, given: OrderDraft) -> str:
    """Create an order; return its number, or the code of the refusal."""
    handler = CreateOrderHandler(
        begin=store.begin,
        cache=NoOrderCache(),
        clock=SettableClock(),
        ids=Uuid7Generator(),
        settings=InstallationSettings(),
    )
    outcome = retried(handler)(CreateOrder(domain_id="dom_1", by="key:1", draft=given))
    return outcome.map(lambda made: made.number).value_or(outcome_of(outcome))


def at_once(store: WholeStore, drafts: list[OrderDraft]) -> list[str]:
    barrier = Barrier(len(drafts))

    def run(given: OrderDraft) -> str:
        barrier.wait()
        return create(store, given)

    with ThreadPoolExecutor(len(drafts)) as pool:
        return list(pool.map(run, drafts))


def numbered(number: str | None, store_id: str = "store_1") -> OrderDraft:
    return draft(order_id=None, order_number=number, store_id=store_id)


def test_a_number_goes_to_one_of_concurrent_orders(store: WholeStore):
    forms = ["Caf\u00e9-1", "Cafe\u0301-1", " Caf\u00e9-1", "Caf\u00e9-1 \t"]
    outcomes = at_once(store, [numbered(forms[n % len(forms)]) for n in range(WRITERS)])

    assert sorted(outcomes) == sorted(["Caf\u00e9-1"] + [TAKEN] * (WRITERS - 1))


def test_concurrent_orders_of_two_stores_share_a_number(store: WholeStore):
    stores = ["store_1", "store_2"] * (WRITERS // 2)
    outcomes = at_once(store, [numbered("1001", each) for each in stores])

    assert sorted(outcomes) == ["1001"] * 2 + [TAKEN] * (WRITERS - 2)


def test_generated_numbers_avoid_those_of_every_store(store: WholeStore):
    chosen = ["1001", "1002", "1003", None, None, None]
    outcomes = at_once(store, [numbered(n, f"store_{i % 2}") for i, n in enumerate(chosen)])

    assert len(set(outcomes[3:])) == 3
    # A number may be generated just before a caller chooses it, who is refused then.
    numbers = [(f"store_{n % 2}", each) for n, each in enumerate(outcomes) if each != TAKEN]
    assert len(set(numbers)) == len(numbers)


def test_an_import_looks_for_numbers_in_their_store(store: WholeStore):
    keep(store, order("ord_1", number="1001", store_id="store_1"))
    handler = ImportOrdersHandler(
        begin=store.begin,
        clock=SettableClock(),
        ids=Uuid7Generator(),
        settings=InstallationSettings(),
    )
    drafts = [numbered("1001"), numbered(" 1001 "), numbered("1001", "store_2")]
    drafts += [numbered("1001 ", "store_2"), numbered("1001", "store_3"), numbered(None)]

    outcomes = [outcome_of(each) for each in handler(ImportOrders("dom_1", drafts))]

    assert outcomes == [TAKEN, TAKEN, "ok", TAKEN, "ok", "ok"]
