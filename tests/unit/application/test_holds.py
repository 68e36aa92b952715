"""Holds are made, repeated and released, of one order or in bulk."""

from datetime import timedelta
from typing import Any

import pytest

from seller_orders.application.commands.bulk_actions import (
    FulfillRemaining,
    PlaceHold,
    ReleaseHolds,
)
from seller_orders.application.commands.create_fulfillment import CreateFulfillment
from seller_orders.application.commands.hold_order import HoldOrder
from seller_orders.application.commands.release_hold import ReleaseHold
from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.hold import Hold, HoldReason
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.testing.clock import SettableClock
from seller_orders.testing.sample_order import (
    fulfillment,
    hold,
    hold_request,
    outcome_of,
    refusal_of,
)
from tests.support.untouched import nothing_changes
from tests.support.use_case_world import World, reachable
from tests.unit.application.test_bulk_update import bulk, codes

OF_ONE: dict[str, Any] = {"domain_id": "dom_1", "order_id": "ord_1", "by": "key:1"}
NOW = SettableClock().now()
SECOND = timedelta(seconds=1)
OPEN, EXPIRED = hold("open", handle="a"), hold("expired", handle="b", until=NOW)


def place(**fields: Any) -> HoldOrder:
    return HoldOrder(**OF_ONE, request=hold_request(**fields))


def release(id: str) -> ReleaseHold:
    return ReleaseHold(**OF_ONE, hold_id=id)


def ship(id: str = "soup") -> CreateFulfillment:
    return CreateFulfillment(**OF_ONE, shipment=Shipment(items=(ItemQuantity(id, 1),)))


def ids(order: Order) -> list[str]:
    return [each.id for each in order.holds]


def test_a_hold_keeps_a_line_until_it_is_released():
    world = World.of(reachable("processing"))

    held = world.hold_order(place(items=("soup",), note="Ask Ravi")).unwrap()

    assert (held.order, held.is_new) == (world.kept(), True)
    assert held.hold == hold("hld_1", items=("soup",), note="Ask Ravi", created_at=NOW)
    assert held.order.timeline[-1].note == "Ask Ravi"
    assert held.order.status == "processing"
    assert outcome_of(world.create_fulfillment(ship("soup"))) == "on_hold"
    assert outcome_of(world.create_fulfillment(ship("pasta"))) == "ok"

    released = world.release_hold(release("hld_1")).unwrap()

    assert (released.hold, released.order.holds) == (held.hold, ())
    assert outcome_of(world.create_fulfillment(ship("soup"))) == "ok"
    assert [each.about for each in world.events] == [
        "order.held",
        "order.fulfillment_created",
        "order.released",
        "order.fulfillment_created",
    ]


def test_a_hold_ends_by_itself():
    world = World.of(reachable())
    world.hold_order(place(until=NOW + SECOND))

    assert outcome_of(world.create_fulfillment(ship())) == "on_hold"
    world.clock.advance(seconds=1)
    assert outcome_of(world.create_fulfillment(ship())) == "ok"


def test_an_open_hold_of_the_handle_is_returned_as_it_is():
    world = World.of(reachable(holds=(OPEN,)))

    again = world.hold_order(place(reason="bad_address", handle="a")).unwrap()

    assert (again.hold, again.is_new, again.order.version) == (OPEN, False, 1)
    assert (world.kept(), world.events) == (reachable(holds=(OPEN,)), [])


def test_the_handle_of_an_expired_hold_is_free():
    world = World.of(reachable(holds=(EXPIRED, OPEN)))

    held = world.hold_order(place(handle="b")).unwrap()

    assert (held.is_new, ids(held.order)) == (True, ["open", "hld_1"])
    assert held.order.timeline[-1].data["released_holds"] == ["expired"]


def test_holds_without_a_handle_add_up():
    world = World.of(reachable())

    for _ in range(2):
        world.hold_order(place())

    assert ids(world.kept()) == ["hld_1", "hld_2"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (place(until=NOW), "invalid_fields"),
        (place(items=("tea",)), "unknown_item"),
        (place(items=("soup", "soup")), "duplicate_item"),
        (HoldOrder(**OF_ONE | {"order_id": "ord_9"}, request=hold_request()), "order_not_found"),
        (
            HoldOrder(**OF_ONE, request=hold_request(), expected_versions=frozenset({7})),
            "version_mismatch",
        ),
    ],
)
def test_a_refused_hold_changes_nothing(command: HoldOrder, code: str):
    world = World.of(reachable(holds=(EXPIRED,)))

    with nothing_changes(world):
        assert outcome_of(world.hold_order(command)) == code


@pytest.mark.parametrize("id", ["expired", "hld_9"])
def test_only_an_open_hold_can_be_released(id: str):
    world = World.of(reachable(holds=(EXPIRED, OPEN)))

    with nothing_changes(world):
        refusal = refusal_of(world.release_hold(release(id)))

    assert (refusal.code, refusal.message) == (
        "hold_not_found",
        f"The order has no open hold {id}.",
    )


def test_a_hold_of_a_delivered_order_can_be_released():
    world = World.of(reachable("delivered", holds=(OPEN,)))

    assert world.release_hold(release("open")).unwrap().order.holds == ()


def test_orders_are_held_in_bulk():
    world = World.of(
        reachable(),
        reachable(id="held", number="2", holds=(OPEN,)),
        reachable("cancelled", id="closed", number="3"),
    )
    action = PlaceHold(reason=HoldReason.OUT_OF_STOCK, note="Flood", until=NOW + SECOND, handle="a")

    report = world.bulk_update(bulk("closed", "ord_1", "held", action=action)).unwrap()

    assert (report.updated, codes(report)) == (("ord_1", "held"), [("closed", "order_is_closed")])
    made = hold(
        "hld_1", "out_of_stock", note="Flood", until=NOW + SECOND, handle="a", created_at=NOW
    )
    assert (world.kept().holds, world.kept().timeline[-1].note) == ((made,), "Flood")
    assert (world.kept("held").holds, world.kept("held").version) == ((OPEN,), 1)


@pytest.mark.parametrize(
    ("handle", "left", "released"),
    [
        (None, ["expired"], ["open", "other"]),
        ("a", ["expired", "other"], ["open"]),
        ("b", ["open", "expired", "other"], None),
        ("c", ["open", "expired", "other"], None),
    ],
)
def test_holds_are_released_in_bulk(
    handle: str | None, left: list[str], released: list[str] | None
):
    """The reaper releases expired holds, each at its own time."""
    world = World.of(reachable(holds=(OPEN, EXPIRED, hold("other"))))

    report = world.bulk_update(bulk("ord_1", action=ReleaseHolds(handle=handle))).unwrap()

    after = world.kept()
    assert (report.updated, ids(after)) == (("ord_1",), left)
    data = [entry.data for entry in after.timeline]
    assert data == ([{"released_holds": released}] if released else [])


@pytest.mark.parametrize(
    ("holds", "shipped", "refused"),
    [
        ((hold(items=("soup",)),), ["pasta"], []),
        ((hold(items=("soup",), until=NOW),), ["pasta", "soup"], []),
        ((hold(),), [], [("ord_1", "nothing_to_fulfill")]),
        ((hold(items=("soup", "pasta")),), [], [("ord_1", "nothing_to_fulfill")]),
    ],
)
def test_bulk_fulfill_ships_what_is_not_held(
    holds: tuple[Hold, ...], shipped: list[str], refused: list[tuple[str, str]]
):
    world = World.of(reachable(holds=holds))

    report = world.bulk_update(bulk("ord_1", action=FulfillRemaining())).unwrap()

    items = [item.id for each in world.kept().fulfillments for item in each.shipment.items]
    assert (items, codes(report)) == (shipped, refused)


def test_nothing_may_remain_of_a_held_order():
    world = World.of(reachable(fulfillments=(fulfillment(pasta=2, soup=1),), holds=(OPEN,)))

    report = world.bulk_update(bulk("ord_1", action=FulfillRemaining())).unwrap()

    assert codes(report) == [("ord_1", "nothing_to_fulfill")]
