"""The handling time of a domain gives its orders a time to leave."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

import pytest
from attrs import evolve
from returns.result import Result

from seller_orders.application.commands.create_order import CreateOrder
from seller_orders.application.commands.import_orders import ImportOrders
from seller_orders.application.ports.order_search import OrderFilters
from seller_orders.application.queries.list_orders import ListOrders
from seller_orders.domain.draft import OrderDraft
from seller_orders.domain.handling_time import HandlingTime
from seller_orders.domain.order import Order
from tests.support.drafts import draft
from tests.support.use_case_world import World, installed


def created(world: World, given: OrderDraft) -> Result[Order, Any]:
    return world.create_order(CreateOrder(domain_id="dom_1", by="key:1", draft=given))


TWO_DAYS = HandlingTime(business_days=2, cut_off=time(14))
BERLIN: Final[dict[str, Any]] = {"handling": TWO_DAYS, "time_zone": "Europe/Berlin"}
FRIDAY = datetime(2026, 3, 6, 12, 59, 59, tzinfo=UTC)
"""One second before the cut-off in Berlin."""


@pytest.mark.parametrize(
    ("created_at", "ship_by"),
    [
        (FRIDAY, datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)),
        (FRIDAY + timedelta(seconds=1), datetime(2026, 3, 11, 22, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_handling_time_sets_ship_by(created_at: datetime, ship_by: datetime):
    world = World(settings=installed(**BERLIN))

    made = created(world, draft(created_at=created_at, ship_by=None)).unwrap()

    assert made.ship_by == ship_by
    assert world.kept(made.id).ship_by == ship_by
    late = ListOrders(domain_id="dom_1", filters=OrderFilters(late=True, at=ship_by))
    later = evolve(late, filters=evolve(late.filters, at=ship_by + timedelta(seconds=1)))
    assert [len(world.list_orders(each).found.orders) for each in (late, later)] == [0, 1]


def test_a_ship_by_of_the_draft_is_kept():
    world = World(settings=installed(**BERLIN))

    assert created(world, draft(ship_by=FRIDAY)).unwrap().ship_by == FRIDAY


def test_an_order_with_nothing_to_ship_gets_no_ship_by():
    world = World(settings=installed(**BERLIN))
    digital = tuple(evolve(each, requires_shipping=False) for each in draft().lines)

    assert created(world, draft(lines=digital, ship_by=None)).unwrap().ship_by is None


def test_imported_orders_get_no_ship_by():
    world = World(settings=installed(**BERLIN))

    (imported,) = world.import_orders(ImportOrders("dom_1", [draft(ship_by=None)]))

    assert imported.unwrap().ship_by is None
