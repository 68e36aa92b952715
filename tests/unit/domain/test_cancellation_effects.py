"""Effects of a cancellation on the order."""

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancellationRequest, CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    LATER,
    change,
    fulfillment,
    inr,
    order,
    outcome_of,
    payment,
    refund,
)
from seller_orders.testing.sample_order import cancellation_request as request
from tests.support.order_changes import assert_one_change


def cancelled(before: Order, asked: CancellationRequest) -> Order:
    terms = ensure_cancellable(before, asked, OPEN).unwrap()
    return before.cancel(terms, "rfd_new", change())


def test_cancel_is_one_change_with_all_effects():
    before = order("processing", fulfillments=(fulfillment(), fulfillment("failed", id="ful_2")))

    after = cancelled(before, request("fraud", details="Stolen card", refund=True, restock=True))

    assert after.status == "cancelled"
    assert after.cancellation == Cancellation(
        reason=CancelReason.FRAUD,
        details="Stolen card",
        at=LATER,
        by="key:1",
        refund_id="rfd_new",
        restocked=True,
    )
    assert [one.status for one in after.fulfillments] == ["cancelled", "failed"]
    assert after.payment.status == "paid"
    assert after.financial_status == "refunded"
    assert_one_change(
        before,
        after,
        "order.cancelled",
        from_="processing",
        to="cancelled",
        data={
            "reason": "fraud",
            "refund_id": "rfd_new",
            "restocked": True,
            "restocked_items": [
                {"id": "pasta", "sku": "sku-pasta", "quantity": 2},
                {"id": "soup", "sku": "sku-soup", "quantity": 1},
            ],
            "cancelled_fulfillments": ["ful_1"],
        },
    )


def test_cancellation_refund_is_pending_with_its_reason():
    earlier = refund(50, "failed")

    plain = cancelled(order(payment=payment("paid", 250, (earlier,))), request(refund=True))
    explained = cancelled(order(), request("other", details="Moved away", refund=True))

    assert plain.payment.refunds[0] == earlier
    made = [plain.payment.refunds[1], *explained.payment.refunds]
    assert [(one.id, one.status, one.reason) for one in made] == [
        ("rfd_new", "pending", "fraud"),
        ("rfd_new", "pending", "Moved away"),
    ]
    assert [one.created_at for one in made] == [LATER, LATER]


def test_cancel_without_refund_leaves_the_payment():
    before = order()

    after = cancelled(before, request())

    assert after.payment == before.payment
    assert after.cancellation is not None
    assert after.cancellation.refund_id is None


@pytest.mark.parametrize("status", ["pending", "authorized", "failed", "voided", "paid"])
def test_cancel_voids_a_payment_without_capture(status: str):
    after = cancelled(order(payment=payment(status, 0)), request())

    assert after.payment.status == "voided"
    assert after.financial_status == "voided"


def test_cancel_without_restock_restocks_nothing():
    after = cancelled(order(), request(restock=False))

    assert after.restocked == ()


def test_cancelled_status_can_be_completed_once():
    set_cancelled = order().move_to(OrderStatus.CANCELLED, change())

    completed = cancelled(set_cancelled, request(refund=True, restock=True))
    again = ensure_cancellable(completed, request(), OPEN)

    assert completed.version == set_cancelled.version + 1
    assert (completed.timeline[-1].from_, completed.timeline[-1].to) == ("cancelled", "cancelled")
    assert completed.payment.refunded == inr(250)
    assert len(completed.restocked) == 2
    assert outcome_of(again) == "already_cancelled"


def test_an_order_cannot_be_cancelled_twice():
    terms = ensure_cancellable(order(), request(refund=True, restock=True), OPEN).unwrap()
    once = order().cancel(terms, "rfd_1", change())

    with pytest.raises(OrderInvariantError, match="cancelled already"):
        once.cancel(evolve(terms, refund=None), "rfd_2", change())
