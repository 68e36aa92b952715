"""Status and tracking updates of a fulfillment."""

from itertools import product

import pytest
from attrs import evolve

from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.fulfillment_policy import ensure_moves
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    OLD_TRACKING,
    change,
    fulfillment,
    order,
    outcome_of,
    refusal_of,
)
from tests.support.order_changes import assert_one_change

NEW_TRACKING = Tracking(awb="1Z000", url="https://ups.example/1Z000")


@pytest.mark.parametrize(
    ("current", "target"), list(product(reference_rules.FULFILLMENT_STATUSES, repeat=2))
)
def test_fulfillment_moves_follow_the_contract(current: str, target: str):
    """Steps go forward and may be skipped; final statuses stay."""
    decision = ensure_moves(fulfillment(current), FulfillmentStatus(target))

    assert outcome_of(decision) == reference_rules.fulfillment_move(current, target)


@pytest.mark.parametrize("status", ["delivered", "failed", "returned"])
def test_an_ended_fulfillment_cannot_be_cancelled(status: str):
    refusal = refusal_of(ensure_moves(fulfillment(status), FulfillmentStatus.CANCELLED))

    assert refusal.code == "fulfillment_is_final"
    assert f"Fulfillment ful_1 is {status}, which is final" in refusal.message


def test_a_step_back_names_the_allowed_statuses():
    moved = ensure_moves(fulfillment("out_for_delivery"), FulfillmentStatus.IN_TRANSIT)

    assert refusal_of(moved).message == (
        "out_for_delivery cannot become in_transit;"
        " it can become: cancelled, delivered, failed or returned."
    )


def test_update_fulfillment_is_one_change():
    """The order's status stays."""
    shipment = fulfillment(pasta=2, soup=1)
    before = order("processing", fulfillments=(shipment, fulfillment("failed", id="ful_2")))

    after = before.update_fulfillment(shipment, FulfillmentStatus.DELIVERED, OLD_TRACKING, change())

    assert [one.status for one in after.fulfillments] == ["delivered", "failed"]
    assert [one.updated_at for one in after.fulfillments] == [LATER, CREATED]
    assert after.status == "processing"
    assert_one_change(
        before,
        after,
        "order.fulfillment_updated",
        from_="pending",
        to="delivered",
        data={"fulfillment_id": "ful_1"},
    )


def test_cancelling_a_fulfillment_frees_its_units():
    """The change has the type order.fulfillment_cancelled."""
    shipment = fulfillment("in_transit", pasta=2)
    before = order(fulfillments=(shipment,))

    after = before.update_fulfillment(shipment, FulfillmentStatus.CANCELLED, OLD_TRACKING, change())

    assert after.fulfilled == {"pasta": 0, "soup": 0}
    assert_one_change(
        before,
        after,
        "order.fulfillment_cancelled",
        from_="in_transit",
        to="cancelled",
        data={"fulfillment_id": "ful_1"},
    )


def test_cancelling_a_fulfillment_twice_is_no_change():
    cancelled = fulfillment("cancelled")
    before = order(fulfillments=(cancelled,))

    assert outcome_of(ensure_moves(cancelled, FulfillmentStatus.CANCELLED)) == "ok"
    assert (
        before.update_fulfillment(cancelled, FulfillmentStatus.CANCELLED, OLD_TRACKING, change())
        is before
    )


@pytest.mark.parametrize("status", ["delivered", "cancelled", "refunded"])
def test_tracking_can_be_corrected_on_a_closed_order(status: str):
    """The timeline keeps the old tracking."""
    ended = fulfillment("delivered")
    before = order(status, fulfillments=(ended,))

    after = before.update_fulfillment(ended, ended.status, NEW_TRACKING, change())

    assert after.status == OrderStatus(status)
    assert after.fulfillments[0].status == "delivered"
    assert after.fulfillments[0].shipment.tracking == NEW_TRACKING
    assert after.fulfillments[0].shipment.items == ended.shipment.items
    assert_one_change(
        before,
        after,
        "order.fulfillment_updated",
        data={
            "fulfillment_id": "ful_1",
            "previous_tracking": {"awb": "1Z999", "tracking_url": "https://ups.example/1Z999"},
        },
    )


def test_tracking_correction_is_no_second_cancellation():
    cancelled = fulfillment("cancelled")

    after = order(fulfillments=(cancelled,)).update_fulfillment(
        cancelled, cancelled.status, NEW_TRACKING, change()
    )

    assert after.timeline[-1].type == "order.fulfillment_updated"


def test_a_fulfillment_is_found_by_its_id():
    second = fulfillment("failed", id="ful_2")
    both = order(fulfillments=(fulfillment(), second))

    assert both.fulfillment("ful_2") is second
    assert both.fulfillment("ful_3") is None


@pytest.mark.parametrize("status", reference_rules.FULFILLMENT_STATUSES)
@pytest.mark.parametrize("provider_id", [None, "swift"])
@pytest.mark.parametrize("awb", [None, "1Z1"])
def test_pending_without_awb_awaits_its_booking(
    status: str, provider_id: str | None, awb: str | None
):
    bare = fulfillment(status)
    shipment = evolve(bare.shipment, provider_id=provider_id, tracking=Tracking(awb=awb))

    awaits = evolve(bare, shipment=shipment).awaits_booking

    assert awaits == ((status, provider_id, awb) == ("pending", "swift", None))
