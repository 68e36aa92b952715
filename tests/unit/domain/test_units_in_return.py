"""Units in returns keep their fulfillment active (contract, section 2)."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.courier_report import CourierReport, is_news, record_report
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.fulfillment_policy import ensure_fulfillment_moves
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.order_return import Return, ReturnStatus
from seller_orders.domain.return_change import set_return_status
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    OLD_TRACKING,
    cancellation_request,
    change,
    fulfillment,
    handed_over,
    order,
    outcome_of,
    refusal_of,
)
from tests.support.sample_returns import returned

INACTIVE = ["failed", "returned", "cancelled"]

KEEPS: list[tuple[Return, bool]] = [
    (returned("requested"), True),
    (returned("approved"), True),
    (returned("received", received={"missing": 1}), True),
    (returned("closed", received={"damaged": 1}), True),
    (returned("closed", received={"missing": 1}), False),
    (returned("rejected"), False),
    (returned("cancelled"), False),
    (returned("approved", shipped={"ful_2": 1}), False),
]
"""Returns, and whether they keep the fulfillment ``ful_1``."""


def shipped(*returns: Return, status: str = "in_transit", **fields: Any) -> Order:
    """Return an order whose two pasta are in two fulfillments that were handed over."""
    parcels = (fulfillment(status, id="ful_1"), fulfillment("in_transit", id="ful_2"))
    return order(fulfillments=tuple(map(handed_over, parcels)), returns=returns, **fields)


def reported(before: Order, report: CourierReport, number: int = 2) -> Order:
    return record_report(before, before.fulfillments[0], report, change(number))


@pytest.mark.parametrize("status", INACTIVE)
@pytest.mark.parametrize(("kept", "is_kept"), KEEPS)
def test_a_seller_cannot_end_a_fulfillment_with_units_in_returns(
    kept: Return, is_kept: bool, status: str
):
    before = shipped(kept)

    moved = ensure_fulfillment_moves(before, before.fulfillments[0], FulfillmentStatus(status))

    assert outcome_of(moved) == ("units_in_return" if is_kept else "ok")


def test_the_refusal_names_the_returns_that_count():
    one = returned("rejected", id="ret_a")
    before = shipped(one, evolve(one, id="ret_b", status=ReturnStatus.APPROVED))

    moved = ensure_fulfillment_moves(before, before.fulfillments[0], FulfillmentStatus.FAILED)

    assert refusal_of(moved).message == (
        "Units of fulfillment ful_1 are in return ret_b, so it stays in_transit: "
        "reject or cancel the return first, unless it has received units."
    )


@pytest.mark.parametrize("status", ["in_transit", "out_for_delivery", "delivered"])
def test_a_fulfillment_with_units_in_returns_goes_forward(status: str):
    before = shipped(returned())

    moved = ensure_fulfillment_moves(before, before.fulfillments[0], FulfillmentStatus(status))

    assert outcome_of(moved) == "ok"


def test_a_final_fulfillment_is_refused_as_final():
    before = shipped(returned(), status="delivered")

    moved = ensure_fulfillment_moves(before, before.fulfillments[0], FulfillmentStatus.RETURNED)

    assert outcome_of(moved) == "fulfillment_is_final"


def test_a_lost_parcel_returns_whatever_is_in_returns():
    before = shipped(returned("cancelled"), status="failed")

    moved = ensure_fulfillment_moves(before, before.fulfillments[0], FulfillmentStatus.RETURNED)

    assert outcome_of(moved) == "ok"


@pytest.mark.parametrize("status", INACTIVE)
@pytest.mark.parametrize(("kept", "is_kept"), KEEPS)
def test_a_report_of_an_end_is_kept_and_changes_nothing_else(
    kept: Return, is_kept: bool, status: str
):
    before = shipped(kept)

    after = reported(before, CourierReport(status=FulfillmentStatus(status)))

    assert after.timeline[-1].data["reported"] == status
    assert after.fulfillments[0].status == ("in_transit" if is_kept else status)
    if is_kept:
        assert after.timeline[-1].to is None
        assert (after.restocks, after.units) == (before.restocks, before.units)
        assert after.fulfillments == (
            evolve(before.fulfillments[0], report_count=1),
            before.fulfillments[1],
        )


def test_a_kept_report_is_kept_once():
    before = shipped(returned())
    report = CourierReport(status=FulfillmentStatus.RETURNED, occurred_at=CREATED)

    once = reported(before, report)

    assert reported(once, report, 3) is once


def test_a_kept_report_counts_once_the_return_is_over():
    report = CourierReport(status=FulfillmentStatus.RETURNED, occurred_at=CREATED)
    kept = reported(shipped(returned()), report)
    over = set_return_status(kept, kept.returns[0], ReturnStatus.CANCELLED, change(3))

    assert reported(over, report, 4).fulfillments[0].status == "returned"


def test_a_refused_booking_does_not_undo_the_hand_over():
    """The order was set to shipped, and units of the fulfillment are in a return already."""
    before = order(
        "shipped",
        fulfillments=(evolve(fulfillment("pending"), handed_over_at=LATER),),
        returns=(returned(),),
    )
    refusal = CourierReport(status=FulfillmentStatus.FAILED, is_booking_refused=True)

    after = reported(before, refusal)

    assert (after.fulfillments[0].status, after.fulfillments[0].handed_over_at) == (
        "pending",
        LATER,
    )


def test_a_status_that_returns_prevent_is_news_once():
    before = shipped(returned())
    known = reported(before, CourierReport(status=FulfillmentStatus.FAILED))
    parcel = known.fulfillments[0]

    assert is_news(before, before.fulfillments[0], FulfillmentStatus.FAILED)
    assert not is_news(known, parcel, FulfillmentStatus.FAILED)
    assert is_news(known, parcel, FulfillmentStatus.RETURNED)
    assert is_news(known, parcel, FulfillmentStatus.DELIVERED)
    assert not is_news(known, parcel, FulfillmentStatus.PENDING)


@pytest.mark.parametrize("other", [FulfillmentStatus.FAILED, FulfillmentStatus.CANCELLED])
def test_another_status_that_returns_prevent_is_news(other: FulfillmentStatus):
    known = reported(shipped(returned()), CourierReport(status=FulfillmentStatus.RETURNED))

    assert is_news(known, known.fulfillments[0], other)
    assert not is_news(known, known.fulfillments[0], FulfillmentStatus.RETURNED)


def test_a_known_status_is_news_once_the_return_is_over():
    known = reported(shipped(returned()), CourierReport(status=FulfillmentStatus.FAILED))
    over = set_return_status(known, known.returns[0], ReturnStatus.REJECTED, change(3))

    assert is_news(over, over.fulfillments[0], FulfillmentStatus.FAILED)


def test_a_lost_parcel_of_a_stored_order_may_come_back():
    """An earlier release, which knows no returns, recorded its loss."""
    lost = shipped(returned(), status="failed")

    moved = ensure_fulfillment_moves(lost, lost.fulfillments[0], FulfillmentStatus.RETURNED)

    assert outcome_of(moved) == "ok"


def test_another_fulfillments_report_is_no_report_of_this_one():
    before = shipped(returned(shipped={"ful_1": 1, "ful_2": 1}))
    known = reported(before, CourierReport(status=FulfillmentStatus.FAILED))

    assert is_news(known, known.fulfillments[1], FulfillmentStatus.FAILED)


@pytest.mark.parametrize(("kept", "is_kept"), KEEPS)
def test_cancelled_orders_keep_fulfillments_with_returns(kept: Return, is_kept: bool):
    after = shipped(kept).move_to(OrderStatus.CANCELLED, change())

    first, second = after.fulfillments
    assert first.status == ("in_transit" if is_kept else "cancelled")
    is_second_kept = kept.items[0].shipped[0].fulfillment_id == "ful_2"
    assert second.status == ("in_transit" if is_second_kept else "cancelled")


@pytest.mark.parametrize(("kept", "is_kept"), KEEPS[:-1])
def test_an_order_with_units_in_returns_is_already_shipped(kept: Return, is_kept: bool):
    """The fulfillment is pending, and was handed over as the order was shipped."""
    parcel = handed_over(fulfillment("pending"))
    before = order("processing", fulfillments=(parcel,), returns=(kept,))

    cancellable = ensure_cancellable(before, cancellation_request(), OPEN)

    assert outcome_of(cancellable) == ("already_shipped" if is_kept else "ok")


def test_completing_a_cancellation_waits_for_the_return():
    kept = shipped(returned()).move_to(OrderStatus.CANCELLED, change())
    waiting = evolve(
        kept, fulfillments=(evolve(kept.fulfillments[0], status=FulfillmentStatus.PENDING),)
    )

    assert outcome_of(ensure_cancellable(waiting, cancellation_request(), OPEN)) == (
        "already_shipped"
    )


def test_a_rejected_return_leaves_its_parcel_under_way():
    kept = shipped(returned()).move_to(OrderStatus.CANCELLED, change())

    after = set_return_status(kept, kept.returns[0], ReturnStatus.REJECTED, change(3))

    assert after.fulfillments[0].status == "in_transit"
    assert outcome_of(ensure_cancellable(after, cancellation_request(), OPEN)) == "already_shipped"


def test_a_cancelled_order_has_no_other_fulfillment_under_way():
    kept = shipped(returned()).move_to(OrderStatus.CANCELLED, change())

    with pytest.raises(OrderInvariantError, match="fulfillment under way"):
        evolve(kept, returns=())


@pytest.mark.parametrize("status", INACTIVE)
def test_no_order_ends_a_fulfillment_with_units_in_returns(status: str):
    before = shipped(returned())

    with pytest.raises(
        OrderInvariantError, match="more of pasta is in returns than fulfillment ful_1"
    ):
        before.update_fulfillment(
            before.fulfillments[0], FulfillmentStatus(status), OLD_TRACKING, change()
        )
