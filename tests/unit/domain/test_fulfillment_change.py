"""Changes of a fulfillment that are no change, or that restock nothing."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import RestockedItem
from seller_orders.domain.order import Order
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.timeline_facts import previous_tracking_facts
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import (
    CREATED,
    OLD_TRACKING,
    change,
    fulfillment,
    line,
    order,
)

NEW_TRACKING = Tracking(awb="1Z000")
FIRST, SECOND = Tracking(awb="1Z001"), Tracking(awb="1Z002")


def updated(before: Order, status: str, tracking: Tracking = OLD_TRACKING, **options: Any) -> Order:
    (current,) = before.fulfillments
    new = FulfillmentStatus(status)
    return before.update_fulfillment(current, new, tracking, change(), **options)


def owing_stock(parcel: Fulfillment) -> Order:
    """Return four pasta, two of which were cancelled and still have to be restocked."""
    pasta = line("pasta", 4, cancelled_quantity=2, restock_requested_quantity=2)
    return order(lines=(pasta,), fulfillments=(parcel,))


def test_a_refused_booking_without_a_report_is_no_change():
    before = order(fulfillments=(fulfillment("pending"),))

    assert updated(before, "pending", is_booking_refused=True) is before


def test_a_fulfillment_is_replaced_by_its_id():
    before = order(fulfillments=(fulfillment("pending", id="ful_1"),))
    # The id is equal, but another object.
    same = evolve(before.fulfillments[0], id="".join(["ful", "_1"]))

    after = before.update_fulfillment(same, FulfillmentStatus.IN_TRANSIT, OLD_TRACKING, change())

    assert [one.status for one in after.fulfillments] == ["in_transit"]


def test_an_equal_shipment_replaces_no_tracking():
    shipment = fulfillment("in_transit").shipment

    assert previous_tracking_facts(shipment, evolve(shipment)) == {}


@pytest.mark.parametrize(
    ("old", "new", "is_recorded"),
    [
        ((), (FIRST,), True),
        ((FIRST, SECOND), (FIRST,), True),
        ((FIRST,), (evolve(FIRST),), False),
    ],
)
def test_further_numbers_are_recorded_if_they_change(
    old: tuple[Tracking, ...], new: tuple[Tracking, ...], is_recorded: bool
):
    parcel = fulfillment("in_transit")
    before = order(
        fulfillments=(evolve(parcel, shipment=evolve(parcel.shipment, more_tracking=old)),)
    )

    after = updated(before, "in_transit", NEW_TRACKING, more_tracking=new)

    previous = after.timeline[-1].data["previous_tracking"]
    assert isinstance(previous, dict)
    assert previous.get("tracking") == (
        [{"awb": one.awb, "url": None} for one in old] if is_recorded else None
    )


@pytest.mark.parametrize(
    ("status", "units"), [("returned", [2]), ("delivered", []), ("failed", []), ("cancelled", [])]
)
def test_only_a_return_restocks(status: str, units: list[int]):
    after = updated(owing_stock(fulfillment("in_transit", pasta=2)), status)

    assert [item.quantity for each in after.restocks for item in each.items] == units


def test_new_tracking_of_a_returned_parcel_restocks_nothing():
    after = updated(owing_stock(fulfillment("returned", pasta=2)), "returned", NEW_TRACKING)

    assert after.restocks == ()


def test_a_return_restocks_nothing_if_too_much_went_back():
    """Two units went back with a refund that has failed since: the order needs all ten again."""
    went_back = Restock(
        cause=RestockCause.FULFILLMENT,
        cause_id="ful_0",
        at=CREATED,
        items=(RestockedItem("pasta", None, 2),),
    )
    before = order(
        lines=(line("pasta", 10),),
        fulfillments=(fulfillment("in_transit", pasta=2),),
        restocks=(went_back,),
    )

    assert updated(before, "returned").restocks == (went_back,)


def test_a_shipment_has_at_most_50_further_numbers():
    shipment = fulfillment("pending").shipment

    assert len(evolve(shipment, more_tracking=(FIRST,) * 50).more_tracking) == 50
    with pytest.raises(ValueError, match="more_tracking"):
        evolve(shipment, more_tracking=(FIRST,) * 51)
