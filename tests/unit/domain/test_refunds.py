import pytest

from seller_orders.domain.payment import Refund, RefundStatus
from seller_orders.domain.payment_policy import ensure_refundable
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.testing.sample_order import change, inr, order, outcome_of, payment, refund
from tests.support.order_changes import assert_one_change


@pytest.mark.parametrize(
    ("captured", "refunds", "asked", "outcome"),
    [
        (10, (), "10", "ok"),
        (10, (), "10.01", "refund_exceeds_captured"),
        (10, (refund(4),), "6", "ok"),
        (10, (refund(4),), "6.01", "refund_exceeds_captured"),
        (10, (refund(4, "succeeded"),), "6.01", "refund_exceeds_captured"),
        (10, (refund(4, "failed"),), "10", "ok"),
        (10, (refund(10),), "0.01", "payment_not_refundable"),
        (0, (), "0.01", "payment_not_refundable"),
        (10, (), "0", "invalid_fields"),
    ],
)
def test_refund_is_limited_to_the_refundable_amount(
    captured: int, refunds: tuple[Refund, ...], asked: str, outcome: str
):
    paid = payment("paid", captured, refunds)

    assert outcome_of(ensure_refundable(paid, inr(asked))) == outcome


def test_a_requested_refund_counts_at_once():
    before = order("delivered")

    after = before.request_refund(refund(100), change())

    assert after.payment.refundable == inr(150)
    assert after.financial_status == "partially_refunded"
    assert after.status == "delivered"
    data = {"refund_id": "rfd_1"}
    assert_one_change(before, after, "order.refund_created", to="pending", data=data)


@pytest.mark.parametrize(
    ("outcome", "refundable", "adds_up_to"),
    [("succeeded", 0, "refunded"), ("failed", 100, "partially_refunded")],
)
def test_only_a_failed_refund_frees_its_amount(outcome: str, refundable: int, adds_up_to: str):
    asked, other = refund(100), refund(150, id="rfd_2")
    before = order(payment=payment("paid", 250, (asked, other)))

    after = before.settle_refund(asked, RefundStatus(outcome), change())

    assert after.payment.refunds == (refund(100, outcome), other)
    assert after.payment.refundable == inr(refundable)
    assert after.financial_status == adds_up_to
    data = {"refund_id": "rfd_1"}
    assert_one_change(before, after, "order.refund_updated", from_="pending", to=outcome, data=data)


@pytest.mark.parametrize("status", ["pending", "succeeded", "failed"])
def test_settling_with_the_same_status_is_no_change(status: str):
    settled = refund(100, status)
    before = order(payment=payment("paid", 250, (settled,)))

    assert before.settle_refund(settled, RefundStatus(status), change()) is before


def test_a_refund_is_found_by_its_id():
    second = refund(2, id="rfd_2")
    refunded = order(payment=payment("paid", 250, (refund(1), second)))

    assert refunded.refund("rfd_2") is second
    assert refunded.refund("rfd_3") is None
    assert refunded.refund(None) is None


@pytest.mark.parametrize(
    ("current", "ends", "outcome"),
    [
        ("pending", "succeeded", "ok"),
        ("pending", "failed", "ok"),
        ("succeeded", "succeeded", "ok"),
        ("failed", "failed", "ok"),
        ("failed", "succeeded", "refund_is_settled"),
        ("succeeded", "failed", "refund_is_settled"),
        ("succeeded", "pending", "refund_is_settled"),
    ],
)
def test_a_settled_refund_keeps_its_status(current: str, ends: str, outcome: str):
    assert outcome_of(ensure_settles(refund(10, current), RefundStatus(ends))) == outcome
