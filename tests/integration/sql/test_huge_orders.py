"""Work of a change by the size of its order, counted in function calls and rows."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pytest
from attrs import evolve
from sqlalchemy import Engine

from seller_orders.adapters.outbound.memory.no_order_cache import NoOrderCache
from seller_orders.adapters.outbound.sql.schema.order_tables import timeline
from seller_orders.adapters.outbound.system.id_generator import Uuid7Generator
from seller_orders.adapters.shared.wire.json_codec import encode
from seller_orders.adapters.shared.wire.order_codec import order_detail
from seller_orders.application.commands.add_comment import AddComment, AddCommentHandler
from seller_orders.application.commands.create_fulfillment import (
    CreateFulfillment,
    CreateFulfillmentHandler,
)
from seller_orders.application.commands.update_status import UpdateStatus, UpdateStatusHandler
from seller_orders.application.installation_carriers import InstallationCarriers
from seller_orders.application.order_changes import ChangeFactory
from seller_orders.application.settings.installation_settings import InstallationSettings
from seller_orders.domain.comment import Comment, CommentVisibility, add_comment
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.order_limits import MAX_COMMENTS
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.sample_order import LATER, change, line, payment
from seller_orders.testing.store import WholeStore
from seller_orders.testing.store_steps import keep, kept, order
from tests.contracts.stores import sql_store
from tests.integration.sql.counting import statements
from tests.support.counted_work import calls_of


@pytest.fixture
def store(either_engine: Engine) -> WholeStore:
    return sql_store(either_engine)


ASIDE: Final[Any] = {"text": "Call first", "visibility": CommentVisibility.INTERNAL}


def with_entries(id: str, entries: int) -> Order:
    """Return an order with that many timeline entries."""
    made = order(id)
    for number in range(entries):
        made = made.add_tags([f"tag-{number % 3}"], change(number)).remove_tags(
            [f"tag-{number % 3}"], change(number + entries)
        )
    return made


def with_lines(id: str, lines: int) -> Order:
    several = tuple(line(f"line_{number}", 9) for number in range(lines))
    return order(id, lines=several, payment=payment("pending"))


def common(store: WholeStore) -> dict[str, Any]:
    changes = ChangeFactory(clock=SettableClock(), ids=Uuid7Generator(), channels=())
    return {"begin": store.begin, "cache": NoOrderCache(), "changes": changes}


def ship(store: WholeStore, order_id: str) -> Order:
    """Change an order, and return it as in the response."""
    status = UpdateStatus(
        domain_id="dom_1", order_id=order_id, by="erp", status=OrderStatus.PROCESSING
    )
    after = UpdateStatusHandler(**common(store), settings=InstallationSettings())(status).unwrap()
    encode(order_detail(after))
    return after


def fulfill(store: WholeStore, order_id: str) -> Order:
    handler = CreateFulfillmentHandler(
        **common(store),
        ids=Uuid7Generator(),
        carriers=InstallationCarriers({}),
        deliver_immediately=lambda _: pytest.fail("there is no carrier"),
    )
    shipment = Shipment(items=(ItemQuantity("line_7", 1),))
    command = CreateFulfillment(domain_id="dom_1", order_id=order_id, by="erp", shipment=shipment)
    after = handler(command).unwrap().order
    encode(order_detail(after))
    return after


def test_a_change_does_not_work_on_each_entry(store: WholeStore):
    few, many = 40, 140
    keep(store, with_entries("warm", 2), with_entries("few", few), with_entries("many", many))
    ship(store, "warm")

    counted = [calls_of(partial(ship, store, order_id)) for order_id in ("few", "many")]

    assert counted[1] - counted[0] < many - few
    after = kept(store, "many")
    assert len(after.timeline) == 2 * many + 1
    assert after.timeline[-1].to == "processing"
    assert after.timeline[:-1] == with_entries("many", many).timeline


def test_the_work_of_a_change_is_linear_in_the_lines(store: WholeStore):
    sizes = [50, 100, 200]
    keep(store, with_lines("warm", 9), *(with_lines(f"ord_{size}", size) for size in sizes))
    fulfill(store, "warm")

    one, two, four = (calls_of(partial(fulfill, store, f"ord_{size}")) for size in sizes)

    assert (four - two) <= 2.1 * (two - one)


@pytest.mark.parametrize(("act", "calls"), [(ship, 50), (fulfill, 50)])
def test_a_change_calls_few_functions_for_a_line(
    store: WholeStore, act: Callable[[WholeStore, str], Order], calls: int
):
    keep(store, with_lines("warm", 9), with_lines("few", 50), with_lines("many", 150))
    act(store, "warm")

    few, many = (calls_of(partial(act, store, order_id)) for order_id in ("few", "many"))

    assert many - few <= 100 * calls


@pytest.mark.parametrize("act", [ship, fulfill])
def test_a_change_writes_only_what_it_changes(
    either_engine: Engine, store: WholeStore, act: Callable[[WholeStore, str], Order]
):
    keep(store, with_lines("ord_1", 60))
    with statements(either_engine) as seen:
        act(store, "ord_1")

    sent = "".join(f"{text} {getattr(values, 'statements', values)}" for text, values in seen)
    assert timeline.name in sent
    assert "line_8" not in sent


def test_stored_comments_count_towards_their_limit(store: WholeStore):
    made = order("ord_1")
    for number in range(MAX_COMMENTS - 1):
        comment = Comment(id=f"evt_c{number}", at=LATER, by="erp", **ASIDE)
        made = add_comment(made, comment, evolve(change(2), id=comment.id))
    keep(store, made)
    handler = AddCommentHandler(**common(store))
    one = AddComment(domain_id="dom_1", order_id="ord_1", by="erp", **ASIDE)

    handler(one).unwrap()
    refusal = handler(one).failure()

    assert isinstance(refusal, InvalidFields)
    assert [problem.code for problem in refusal.problems] == ["out_of_range"]
