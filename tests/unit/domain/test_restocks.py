"""Hand-overs, returns and restocks, in situations of real shops."""

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
def test_a_moved_fulfillment_is_handed_over(status: str):
    after = moved(order(fulfillments=(fulfillment(),)), status)

    assert handed_over_at(after) == LATER


def test_a_cancelled_fulfillment_is_not_handed_over():
    after = moved(order(fulfillments=(fulfillment(),)), "cancelled")

    assert handed_over_at(after) is None


@pytest.mark.parametrize("status", ["in_transit", "out_for_delivery"])
def test_status_implies_an_unrecorded_hand_over(status: str):
    """Earlier releases did not record hand-overs."""
    after = moved(order(fulfillments=(fulfillment(status),)), "cancelled")

    assert handed_over_at(after) == CREATED


def test_the_first_hand_over_time_is_kept():
    sent = evolve(fulfillment("in_transit"), handed_over_at=CREATED)

    after = moved(order(fulfillments=(sent,)), "delivered")

    assert handed_over_at(after) == CREATED


@pytest.mark.parametrize("status", ["shipped", "delivered"])
def test_shipped_orders_hand_over_active_fulfillments(status: str):
    ended = fulfillment("failed", id="ful_2")
    before = order(fulfillments=(fulfillment(), ended))

    after = before.move_to(OrderStatus(status), change())

    assert after.fulfillments == (evolve(fulfillment(), handed_over_at=LATER), ended)


@pytest.mark.parametrize("status", ["pending", "confirmed", "processing", "refunded"])
def test_other_statuses_hand_nothing_over(status: str):
    before = order("shipped", fulfillments=(fulfillment(),))

    assert handed_over_at(before.move_to(OrderStatus(status), change())) is None


@pytest.mark.parametrize("status", ["pending", "failed", "cancelled"])
def test_a_refused_booking_removes_the_hand_over(status: str):
    sent = evolve(fulfillment(status), handed_over_at=CREATED)
    refusal = CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True)

    after = record_report(order(fulfillments=(sent,)), sent, refusal, change())

    assert handed_over_at(after) is None


@pytest.mark.parametrize("status", ["in_transit", "out_for_delivery", "delivered", "returned"])
def test_a_proven_hand_over_survives_a_refused_booking(status: str):
    sent = evolve(fulfillment(status), handed_over_at=CREATED)
    refusal = CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True)

    after = record_report(order(fulfillments=(sent,)), sent, refusal, change())

    assert handed_over_at(after) == CREATED


def test_cancellation_restocks_units_not_handed_over():
    """Units of a pending fulfillment are restocked together with the remaining ones."""
    after = cancelled(order(fulfillments=(fulfillment(pasta=2),)))

    (restock,) = after.restocks
    assert (restock.cause, restock.cause_id, restock.at) == ("cancellation", None, LATER)
    assert units_of(restock) == {"pasta": 2, "soup": 1}
    assert after.restocked == restock.items
    assert after.at_home == {"pasta": 0, "soup": 0}


def test_cancellation_does_not_restock_a_parcel_under_way():
    """The status is set to cancelled while a parcel is under way; then the order is cancelled."""
    under_way = moved(order("shipped", fulfillments=(fulfillment(pasta=2),)), "in_transit")
    assert outcome_of(ensure_cancellable(under_way, RESTOCK, OPEN)) == "already_shipped"

    after = cancelled(under_way.move_to(OrderStatus.CANCELLED, change(3)))

    assert [units_of(restock) for restock in after.restocks] == [{"soup": 1}]


def test_a_returned_parcel_is_restocked():
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


def test_return_is_not_restocked_without_request():
    under_way = moved(order("shipped", fulfillments=(fulfillment(pasta=2),)), "in_transit")
    set_cancelled = under_way.move_to(OrderStatus.CANCELLED, change(3))
    terms = ensure_cancellable(set_cancelled, cancellation_request(), OPEN).unwrap()

    after = moved(set_cancelled.cancel(terms, "rfd_1", change(4)), "returned")

    assert after.restocks == ()
    assert after.free == {"pasta": 2, "soup": 1}


@pytest.mark.parametrize("rules", [OPEN, FORWARD], ids=["open", "forward"])
@pytest.mark.parametrize("end", ["returned", "failed"])
def test_shipped_order_can_be_cancelled_after_return(end: str, rules: TransitionRules):
    """No fulfillment may be under way; a lost parcel counts as gone."""
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
def test_other_shipped_orders_cannot_be_cancelled(fulfillments: tuple[object, ...]):
    before = order("shipped", fulfillments=fulfillments)

    assert outcome_of(ensure_cancellable(before, RESTOCK, OPEN)) == "already_shipped"


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_lost_parcel_is_restocked_on_its_return(end: str):
    lost = moved(order(fulfillments=(fulfillment("in_transit", pasta=2),)), end)

    after = cancelled(lost)
    found = moved(after, "returned")

    assert [units_of(restock) for restock in after.restocks] == [{"soup": 1}]
    assert [units_of(restock) for restock in found.restocks] == [{"soup": 1}, {"pasta": 2}]


def test_returns_restock_at_most_what_was_ordered():
    """Two units and their replacements are lost, and all four are returned."""
    lost = moved(order(fulfillments=(fulfillment(pasta=2),)), "failed")
    again = lost.add_fulfillment(fulfillment(id="ful_2", pasta=2, soup=1), change(3))
    before = cancelled(moved(again, "failed", "ful_2"))

    after = moved(moved(before, "returned"), "returned", "ful_2")

    assert before.restocks == ()
    assert [units_of(restock) for restock in after.restocks] == [{"pasta": 2, "soup": 1}]


def test_one_cause_cannot_restock_twice():
    (restock,) = cancelled(order()).restocks

    with pytest.raises(OrderInvariantError, match="twice for one cause"):
        order(restocks=(restock, restock))


def test_restocks_cannot_exceed_what_was_ordered():
    (restock,) = cancelled(order()).restocks
    again = evolve(restock, cause=RestockCause.REQUEST, cause_id="evt_1")

    with pytest.raises(OrderInvariantError, match="than were ordered"):
        order(restocks=(restock, again))
