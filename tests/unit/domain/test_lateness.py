"""Lateness: what is late, and its one record for each time to ship by."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.lateness import is_late, record_lateness
from seller_orders.domain.lazy_timeline import LazyTimeline
from seller_orders.domain.order import Order
from seller_orders.domain.recorded_lateness import is_lateness_recorded
from seller_orders.domain.timeline import ChangeType, time_fact
from seller_orders.testing.sample_order import CREATED, LATER, change, fulfillment, line, order
from tests.support.order_changes import assert_one_change

SECOND = timedelta(seconds=1)


def due(**fields: Any) -> Order:
    return order(**{"ship_by": CREATED} | fields)


def test_an_order_is_late_after_its_time():
    assert is_late(due(), CREATED + SECOND)
    assert not is_late(due(), CREATED)
    assert not is_late(due(), CREATED - SECOND)
    assert not is_late(order(), LATER)


@pytest.mark.parametrize(
    ("status", "late"),
    [
        *((each, True) for each in ("pending", "confirmed", "processing", "shipped")),
        *((each, False) for each in ("delivered", "cancelled", "refunded")),
    ],
)
def test_only_an_open_order_is_late(status: str, late: bool):
    assert is_late(due(status=status), LATER) is late


def test_an_order_is_late_only_while_something_remains():
    all_of_it = fulfillment(pasta=2, soup=1)
    download = line("recipe", requires_shipping=False)

    assert not is_late(due(fulfillments=(all_of_it,)), LATER)
    assert is_late(due(fulfillments=(fulfillment(pasta=2),)), LATER)
    assert not is_late(due(lines=(download,)), LATER)


def test_lateness_is_one_change():
    before = due(status="processing")

    after = record_lateness(before, change())

    assert after.status == "processing"
    assert_one_change(before, after, "order.late", data={"ship_by": "2025-12-01T09:30:00Z"})


def test_lateness_is_recorded_once_for_a_time_to_ship_by():
    late = record_lateness(due(), change(2))

    assert late.late_ship_by == CREATED
    assert due().late_ship_by is None
    assert record_lateness(late, change(3)) is late


def test_another_time_to_ship_by_may_be_missed_again():
    late = record_lateness(due(), change(2))
    moved = evolve(late, ship_by=CREATED + SECOND)

    assert moved.late_ship_by is None
    again = record_lateness(moved, change(3))
    assert [entry.data["ship_by"] for entry in again.timeline] == [
        "2025-12-01T09:30:00Z",
        "2025-12-01T09:30:01Z",
    ]
    back = evolve(again, ship_by=CREATED)
    assert back.late_ship_by == CREATED
    assert record_lateness(back, change(4)) is back


def test_an_earlier_time_may_be_missed_after_a_later_one():
    late = record_lateness(due(ship_by=CREATED + SECOND), change(2))

    assert not is_lateness_recorded(late.timeline, CREATED)


def test_a_stored_entry_names_its_type_as_plain_text():
    stored = SimpleNamespace(type="".join(["order.", "late"]), data={"ship_by": time_fact(CREATED)})

    assert is_lateness_recorded(LazyTimeline([stored], lambda record: record), CREATED)


@pytest.mark.parametrize("type_", [ChangeType.CREATED, ChangeType.STATUS_CHANGED])
def test_another_entry_with_the_time_records_nothing(type_: ChangeType):
    late = record_lateness(due(), change(2))
    other = evolve(late.timeline[0], type=type_)

    assert not is_lateness_recorded((other,), CREATED)


@pytest.mark.parametrize(
    "punctual",
    [
        order(),
        due(ship_by=LATER),
        due(status="delivered"),
        due(fulfillments=(fulfillment(pasta=2, soup=1),)),
    ],
)
def test_an_order_that_is_not_late_is_unchanged(punctual: Order):
    assert record_lateness(punctual, change()) is punctual
