"""Where units are, and what goes back to stock: the situations of real shops, by hand."""

from datetime import datetime

import pytest
from attrs import evolve

from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.domain.transition_rules import FORWARD, OPEN, TransitionRules
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    cancellation_request,
    change,
    fulfillment,
    order,
    outcome_of,
)

RESTOCK = cancellation_request(restock=True)
PASTA = {"pasta": 2, "soup": 0}


def moved(before: Order, status: str, id: str = "ful_1") -> Order:
    current = before.fulfillment(id)
    assert current is not None
    tracking = current.shipment.tracking
    return before.update_fulfillment(current, FulfillmentStatus(status), tracking, change())


def handed_over_at(after: Order, id: str = "ful_1") -> datetime | None:
    found = after.fulfillment(id)
    assert found is not None
    return found.handed_over_at


def cancelled(before: Order, rules: TransitionRules = OPEN) -> Order:
    terms = ensure_cancellable(before, RESTOCK, rules).unwrap()
    return before.cancel(terms, "rfd_1", change())


def units_of(restock: Restock) -> dict[str, int]:
    return {item.id: item.quantity for item in restock.items}


@pytest.mark.parametrize(
    "status", ["in_transit", "out_for_delivery", "delivered", "failed", "returned"]
)
def test_a_fulfillment_that_moves_was_handed_over(status: str):
    after = moved(order(fulfillments=(fulfillment(),)), status)

    assert handed_over_at(after) == LATER


def test_a_cancelled_fulfillment_was_not_handed_over():
    after = moved(order(fulfillments=(fulfillment(),)), "cancelled")

    assert handed_over_at(after) is None


@pytest.mark.parametrize("status", ["in_transit", "out_for_delivery"])
def test_a_fulfillment_on_its_way_has_left_without_a_record(status: str):
    """An earlier release kept none."""
    after = moved(order(fulfillments=(fulfillment(status),)), "cancelled")

    assert handed_over_at(after) == CREATED


def test_the_first_hand_over_is_the_one_that_counts():
    sent = evolve(fulfillment("in_transit"), handed_over_at=CREATED)

    after = moved(order(fulfillments=(sent,)), "delivered")

    assert handed_over_at(after) == CREATED


@pytest.mark.parametrize("status", ["shipped", "delivered"])
def test_a_status_of_the_order_hands_over_what_is_active(status: str):
    ended = fulfillment("failed", id="ful_2")
    before = order(fulfillments=(fulfillment(), ended))

    after = before.move_to(OrderStatus(status), change())

    assert after.fulfillments == (evolve(fulfillment(), handed_over_at=LATER), ended)


@pytest.mark.parametrize("status", ["pending", "confirmed", "processing", "refunded"])
def test_no_other_status_hands_anything_over(status: str):
    before = order("shipped", fulfillments=(fulfillment(),))

    assert handed_over_at(before.move_to(OrderStatus(status), change())) is None


@pytest.mark.parametrize("status", ["pending", "failed", "cancelled"])
def test_a_refused_booking_was_never_handed_over(status: str):
    sent = evolve(fulfillment(status), handed_over_at=CREATED)
    refusal = CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True)

    after = record_report(order(fulfillments=(sent,)), sent, refusal, change())

    assert handed_over_at(after) is None


@pytest.mark.parametrize("status", ["in_transit", "out_for_delivery", "delivered", "returned"])
def test_what_was_seen_to_leave_has_left(status: str):
    sent = evolve(fulfillment(status), handed_over_at=CREATED)
    refusal = CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True)

    after = record_report(order(fulfillments=(sent,)), sent, refusal, change())

    assert handed_over_at(after) == CREATED


def test_what_was_not_handed_over_goes_back_with_the_rest():
    after = cancelled(order(fulfillments=(fulfillment(pasta=2),)))

    (restock,) = after.restocks
    assert (restock.cause, restock.cause_id, restock.at) == ("cancellation", None, LATER)
    assert units_of(restock) == {"pasta": 2, "soup": 1}
    assert after.restocked == restock.items
    assert after.at_home == {"pasta": 0, "soup": 0}


def test_a_cancellation_in_two_calls_leaves_the_parcel_out():
    """The status is set to cancelled while a parcel is under way; then it is completed."""
    under_way = moved(order("shipped", fulfillments=(fulfillment(pasta=2),)), "in_transit")
    assert outcome_of(ensure_cancellable(under_way, RESTOCK, OPEN)) == "already_shipped"

    after = cancelled(under_way.move_to(OrderStatus.CANCELLED, change(3)))

    assert [units_of(restock) for restock in after.restocks] == [{"soup": 1}]


def test_the_parcel_goes_back_to_stock_when_it_comes_back():
    under_way = moved(order("shipped", fulfillments=(fulfillment(pasta=2),)), "in_transit")
    before = cancelled(under_way.move_to(OrderStatus.CANCELLED, change(3)))

    after = moved(before, "returned")

    restock = after.restocks[-1]
    assert (restock.cause, restock.cause_id) == ("fulfillment", "ful_1")
    assert units_of(restock) == {"pasta": 2}
    assert after.timeline[-1].data["restocked_items"] == [
        {"id": "pasta", "sku": "sku-pasta", "quantity": 2}
    ]
    assert after.at_home == {"pasta": 0, "soup": 0}


def test_what_comes_back_after_a_cancellation_without_restock_stays():
    under_way = moved(order("shipped", fulfillments=(fulfillment(pasta=2),)), "in_transit")
    set_cancelled = under_way.move_to(OrderStatus.CANCELLED, change(3))
    terms = ensure_cancellable(set_cancelled, cancellation_request(), OPEN).unwrap()

    after = moved(set_cancelled.cancel(terms, "rfd_1", change(4)), "returned")

    assert after.restocks == ()
    assert after.free == {"pasta": 2, "soup": 1}


@pytest.mark.parametrize("rules", [OPEN, FORWARD], ids=["open", "forward"])
@pytest.mark.parametrize("end", ["returned", "failed"])
def test_a_shipped_order_can_be_cancelled_once_nothing_is_under_way(
    end: str, rules: TransitionRules
):
    sent = order(fulfillments=(fulfillment(pasta=2),)).move_to(OrderStatus.SHIPPED, change())
    assert outcome_of(ensure_cancellable(sent, RESTOCK, rules)) == "already_shipped"

    after = cancelled(moved(sent, end), rules)

    expected = {"pasta": 2, "soup": 1} if end == "returned" else {"soup": 1}
    assert [units_of(restock) for restock in after.restocks] == [expected]


@pytest.mark.parametrize(
    "fulfillments",
    [
        (),
        (fulfillment("cancelled", pasta=2),),
        (fulfillment("returned", pasta=1), fulfillment("pending", id="ful_2", pasta=1)),
    ],
    ids=["nothing was sent", "nothing was handed over", "something is still to come back"],
)
def test_any_other_shipped_order_stays_shipped(fulfillments: tuple[object, ...]):
    before = order("shipped", fulfillments=fulfillments)

    assert outcome_of(ensure_cancellable(before, RESTOCK, OPEN)) == "already_shipped"


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_lost_parcel_is_not_restocked_and_may_still_come_back(end: str):
    lost = moved(order(fulfillments=(fulfillment("in_transit", pasta=2),)), end)

    after = cancelled(lost)
    found = moved(after, "returned")

    assert [units_of(restock) for restock in after.restocks] == [{"soup": 1}]
    assert [units_of(restock) for restock in found.restocks] == [{"soup": 1}, {"pasta": 2}]


def test_a_parcel_brings_back_no_more_than_was_sold():
    """Two are lost, two more are sent in their place and lost, and all four are found."""
    lost = moved(order(fulfillments=(fulfillment(pasta=2),)), "failed")
    again = lost.add_fulfillment(fulfillment(id="ful_2", pasta=2, soup=1), change(3))
    before = cancelled(moved(again, "failed", "ful_2"))

    after = moved(moved(before, "returned"), "returned", "ful_2")

    assert before.restocks == ()
    assert [units_of(restock) for restock in after.restocks] == [{"pasta": 2, "soup": 1}]


def test_units_are_never_restocked_twice_for_one_cause():
    (restock,) = cancelled(order()).restocks

    with pytest.raises(OrderInvariantError, match="twice for one cause"):
        order(restocks=(restock, restock))


def test_no_more_is_restocked_than_was_ordered():
    (restock,) = cancelled(order()).restocks
    again = evolve(restock, cause=RestockCause.REQUEST, cause_id="evt_1")

    with pytest.raises(OrderInvariantError, match="than were ordered"):
        order(restocks=(restock, again))
