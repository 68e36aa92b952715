"""Days in list filters are those of the domain's time zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve

from seller_orders.application.ports.order_search import OrderFilters
from seller_orders.application.queries.list_orders import DayFilters, ListOrders
from seller_orders.testing.sample_order import order
from tests.support.use_case_world import World, installed

HOUR = timedelta(hours=1)
FIRST = datetime(2026, 3, 7, 5, tzinfo=UTC)
"""Midnight in New York; clocks there are put forward in the following night."""


def listed(time_zone: str, filters: OrderFilters | None = None, **days: Any) -> list[int]:
    """Return the hours after FIRST of the orders on these days."""
    orders = [
        evolve(order(id=f"o{n}", number=str(n)), created_at=FIRST + n * HOUR, updated_at=FIRST)
        for n in range(72)
    ]
    world = World.of(*orders, settings=installed(time_zone=time_zone))
    query = ListOrders(
        domain_id="dom_1",
        filters=filters or OrderFilters(),
        days=DayFilters(**days),
        limit=100,
    )
    found = world.list_orders(query).found.orders
    return sorted(int(each["order_id"][1:]) for each in found)


@pytest.mark.parametrize(
    ("time_zone", "hours"),
    [
        ("America/New_York", range(24, 47)),
        ("UTC", range(19, 43)),
        ("Asia/Kolkata", range(14, 38)),
    ],
)
def test_a_day_is_that_of_the_domains_time_zone(time_zone: str, hours: range):
    """The day on which New York has 23 hours; orders come at whole hours in UTC."""
    sunday = date(2026, 3, 8)

    assert listed(time_zone, created_from=sunday, created_to=sunday) == [*hours]


def test_days_and_moments_can_be_combined():
    until = OrderFilters(created_to=FIRST + 30 * HOUR)

    found = listed("America/New_York", until, created_from=date(2026, 3, 8))

    assert found == [*range(24, 31)]


def test_days_of_the_last_change_are_there_too():
    saturday = date(2026, 3, 7)

    assert len(listed("America/New_York", updated_from=saturday, updated_to=saturday)) == 72
    assert listed("America/Los_Angeles", updated_from=saturday) == []
    assert listed("Europe/Berlin", updated_to=date(2026, 3, 6)) == []
