"""Courier reports and their effect on a fulfillment."""

import json

import pytest
from attrs import evolve

from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.erasure import erase
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    OLD_TRACKING,
    change,
    fulfillment,
    order,
)
from tests.support.order_changes import assert_one_change


def reported(order: Order, report: CourierReport, number: int = 2) -> Order:
    return record_report(order, order.fulfillments[0], report, change(number))


def at(status: str) -> CourierReport:
    return CourierReport(status=FulfillmentStatus(status))


def test_a_new_report_updates_the_status():
    before = order("shipped", fulfillments=(fulfillment("pending"),))

    after = reported(before, at("out_for_delivery"))

    assert after.fulfillments[0].status == "out_for_delivery"
    assert after.status == "shipped"
    assert_one_change(
        before,
        after,
        "order.fulfillment_updated",
        from_="pending",
        to="out_for_delivery",
        data={"fulfillment_id": "ful_1", "reported": "out_for_delivery"},
    )


@pytest.mark.parametrize(
    ("current", "late"),
    [
        ("in_transit", "pending"),
        ("out_for_delivery", "in_transit"),
        ("delivered", "out_for_delivery"),
        ("delivered", "failed"),
        ("returned", "delivered"),
        ("cancelled", "in_transit"),
    ],
)
def test_a_late_report_changes_timeline_and_count_only(current: str, late: str):
    before = order(fulfillments=(fulfillment(current),))

    after = reported(before, at(late))

    assert after.fulfillments == (evolve(before.fulfillments[0], report_count=1),)
    assert after.fulfillments[0].updated_at == CREATED
    assert_one_change(
        before,
        after,
        "order.fulfillment_updated",
        data={"fulfillment_id": "ful_1", "reported": late},
    )


@pytest.mark.parametrize("status", [status.value for status in FulfillmentStatus])
def test_a_report_without_a_time_is_kept_again(status: str):
    before = order(fulfillments=(fulfillment(status),))

    after = reported(reported(before, at(status)), at(status), 3)

    data = {"fulfillment_id": "ful_1", "reported": status}
    assert after.fulfillments == (evolve(before.fulfillments[0], report_count=2),)
    assert after.version == 3
    assert [(entry.type, entry.data) for entry in after.timeline] == [
        ("order.fulfillment_updated", data),
        ("order.fulfillment_updated", data),
    ]


def test_failed_attempts_are_numbered_per_fulfillment():
    """A failed attempt leaves the fulfillment out for delivery."""
    nobody_home = CourierReport(failed_attempt="Nobody home")
    first, other = fulfillment("in_transit"), fulfillment("in_transit", id="ful_2")
    before = order(fulfillments=(first, other))

    once = reported(before, nobody_home)
    once_each = record_report(once, other, nobody_home, change(3))
    after = reported(once_each, CourierReport(failed_attempt="Dog"), 4)

    attempts = [
        (entry.data["fulfillment_id"], entry.data["failed_attempt"], entry.data["attempt"])
        for entry in after.timeline
    ]
    moves = [(entry.from_, entry.to) for entry in after.timeline]
    ahead = ("in_transit", "out_for_delivery")
    assert attempts == [
        ("ful_1", "Nobody home", 1),
        ("ful_2", "Nobody home", 1),
        ("ful_1", "Dog", 2),
    ]
    assert moves == [ahead, ahead, (None, None)]
    assert [one.status for one in after.fulfillments] == ["out_for_delivery"] * 2


def test_a_failed_attempt_frees_no_units():
    before = order(fulfillments=(fulfillment("out_for_delivery", pasta=2),))

    after = reported(before, CourierReport(failed_attempt="Nobody home"))

    assert after.fulfilled == {"pasta": 2, "soup": 0}


def test_a_report_can_cancel_a_fulfillment():
    before = order(fulfillments=(fulfillment("in_transit"),))

    after = reported(before, at("cancelled"))

    assert_one_change(
        before,
        after,
        "order.fulfillment_cancelled",
        from_="in_transit",
        to="cancelled",
        data={"fulfillment_id": "ful_1", "reported": "cancelled"},
    )


@pytest.mark.parametrize("status", ["pending", "in_transit", "delivered", "failed", "returned"])
def test_failed_attempt_requires_out_for_delivery(status: str):
    with pytest.raises(ValueError, match="out for delivery"):
        CourierReport(status=FulfillmentStatus(status), failed_attempt="Nobody home")


def test_the_couriers_attempt_number_is_used():
    before = order(fulfillments=(fulfillment("out_for_delivery"),))

    after = reported(before, CourierReport(failed_attempt="Nobody home", attempt=3))
    then = reported(after, CourierReport(failed_attempt="Dog"), 3)

    assert [entry.data["attempt"] for entry in then.timeline] == [3, 2]


def test_the_time_of_the_event_is_recorded():
    before = order(fulfillments=(fulfillment("in_transit"),))

    after = reported(before, evolve(at("delivered"), occurred_at=LATER))

    assert after.timeline[-1].data["occurred_at"] == "2025-12-02T10:45:00Z"


def test_a_report_can_replace_the_tracking():
    before = order(fulfillments=(fulfillment("pending"),))
    new = Tracking(awb="NEW", url="https://new.example/NEW")

    after = record_report(before, before.fulfillments[0], at("in_transit"), change(2), new)

    assert after.fulfillments[0].shipment.tracking == new
    assert after.timeline[-1].data["previous_tracking"] == {
        "awb": OLD_TRACKING.awb,
        "tracking_url": OLD_TRACKING.url,
    }


@pytest.mark.parametrize("place", [None, "Bremen"])
def test_a_report_is_known_after_the_customer_was_erased(place: str | None):
    report = evolve(at("in_transit"), occurred_at=LATER, place=place)
    before = reported(order(fulfillments=(fulfillment("pending"),)), report)

    erased = erase(before, change(3))
    # A store returns other objects of the same texts.
    stored = (evolve(each, data=json.loads(json.dumps(each.data))) for each in erased.timeline)
    erased = evolve(erased, timeline=tuple(stored))

    assert reported(erased, report, 4) is erased
    assert reported(erased, evolve(report, occurred_at=CREATED), 4) is not erased
