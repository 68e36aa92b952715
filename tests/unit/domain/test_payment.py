from itertools import product

import pytest
from attrs import evolve
from hypothesis import given

from seller_orders.domain.order import Order, OrderInvariantError
from seller_orders.domain.payment import Payment, PaymentStatus, financial_status
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import (
    change,
    inr,
    order,
    outcome_of,
    payment,
    refund,
    refusal_of,
)
from seller_orders.testing.strategies import orders
from tests.support.order_changes import assert_one_change


@pytest.mark.parametrize(
    ("status", "total", "captured", "refunded"),
    [
        (status, total, captured, refunded)
        for status in reference_rules.PAYMENT_MAY_BECOME
        for total in range(4)
        for captured in range(total + 2)
        for refunded in range(captured + 1)
    ],
)
def test_financial_status_follows_the_contract(
    status: str, total: int, captured: int, refunded: int
):
    refunds = (refund(refunded), refund(captured, "failed"))

    derived = financial_status(payment(status, captured, refunds), inr(total))

    assert derived == reference_rules.financial_status(status, total, captured, refunded)


@given(orders())
def test_financial_status_counts_all_refunds(order: Order):
    sums = [each for one in order.payment.refunds for each in one.parts or [one]]
    counted = [each.amount.units for each in sums if each.status != "failed"]

    assert order.payment.refunded.units == sum(counted)
    assert order.financial_status == reference_rules.financial_status(
        order.payment.status, order.total.units, order.payment.captured.units, sum(counted)
    )


def test_total_is_lines_minus_discount_plus_fees():
    priced = order(
        payment=payment("pending"), discount=inr("10.25"), shipping=inr("3"), tax=inr("5.75")
    )

    assert priced.subtotal == inr("250.50")
    assert priced.total == inr("249")


def test_refunds_cannot_exceed_what_is_captured():
    impossible = payment("paid", 9, (refund(5, id="a"), refund(5, id="b")))

    with pytest.raises(OrderInvariantError, match="captured"):
        order(payment=impossible)


def test_an_overpaid_order_is_paid():
    assert order(payment=payment("paid", "250.01")).financial_status == "paid"


@pytest.mark.parametrize(
    ("current", "target"), list(product(reference_rules.PAYMENT_MAY_BECOME, repeat=2))
)
def test_payment_status_follows_the_transitions(current: str, target: str):
    decision = ensure_payment_update(payment(current), inr(250), PaymentStatus(target), None)

    allowed = target in reference_rules.PAYMENT_MAY_BECOME[current]
    assert outcome_of(decision) == ("ok" if allowed else "transition_not_allowed")


def test_paid_captures_the_total_by_default():
    unpaid = payment("pending")

    in_full = ensure_payment_update(unpaid, inr(250), PaymentStatus.PAID, None).unwrap()
    in_part = ensure_payment_update(unpaid, inr(250), PaymentStatus.PAID, inr(9)).unwrap()

    assert in_full == payment("paid", 250)
    assert in_part == payment("paid", 9)


@pytest.mark.parametrize(("credit", "due"), [(100, 150), (250, 0), (260, 0)])
def test_paid_by_default_captures_what_is_not_credited(credit: int, due: int):
    """Two of five come back before cash on delivery is paid: the courier collects the rest."""
    nothing = evolve(refund(0, "succeeded"), adjustment=SignedMoney(inr(credit).units, "INR"))
    unpaid = payment("pending", 0, (nothing,))

    paid = ensure_payment_update(unpaid, inr(250), PaymentStatus.PAID, None).unwrap()

    assert paid == payment("paid", due, (nothing,))


def test_a_paid_payment_keeps_its_captured_amount():
    paid = payment("paid", 9, (refund(2),))

    assert ensure_payment_update(paid, inr(250), PaymentStatus.PAID, None).unwrap() == paid


@pytest.mark.parametrize(
    ("current", "status", "captured", "outcome"),
    [
        (payment("paid", 9), "paid", 250, "ok"),
        (payment("paid", 9), "paid", 9, "ok"),
        (payment("paid", 9), "paid", 8, "captured_cannot_decrease"),
        (payment("paid", 9), "paid", 251, "invalid_fields"),
        (payment("pending"), "authorized", 1, "invalid_fields"),
        (payment("pending"), "authorized", 0, "ok"),
        (payment("voided"), "voided", 1, "invalid_fields"),
        (payment("voided"), "paid", 1, "ok"),
        (payment("failed"), "paid", 1, "ok"),
        (payment("paid", 9), "voided", None, "transition_not_allowed"),
        (payment("paid", 9), "failed", None, "transition_not_allowed"),
        (payment("paid", 251), "paid", 251, "ok"),
        (payment("paid", 251), "paid", 252, "invalid_fields"),
    ],
)
def test_captured_only_grows_up_to_the_total(
    current: Payment, status: str, captured: int | None, outcome: str
):
    asked = None if captured is None else inr(captured)
    decision = ensure_payment_update(current, inr(250), PaymentStatus(status), asked)

    assert outcome_of(decision) == outcome


def test_overpayment_has_to_be_asked_for():
    unpaid = payment("pending")

    refused = ensure_payment_update(unpaid, inr(250), PaymentStatus.PAID, inr(251))
    taken = ensure_payment_update(unpaid, inr(250), PaymentStatus.PAID, inr(251), overpayment=True)

    assert (
        "exceed the order's total, 250 INR, unless overpayment is true"
        in refusal_of(refused).message
    )
    assert taken.unwrap() == payment("paid", 251)


def test_a_smaller_capture_points_to_a_refund():
    decision = ensure_payment_update(payment("paid", 9), inr(250), PaymentStatus.PAID, inr(8))

    assert (
        "9 INR is already captured and cannot decrease: create a refund"
        in refusal_of(decision).message
    )


@pytest.mark.parametrize("status", ["pending", "delivered", "cancelled", "refunded"])
def test_capture_is_one_change_on_closed_orders_too(status: str):
    before = order(status, payment=payment("pending"))

    after = before.update_payment(payment("paid", "9.50"), change())

    assert after.payment == payment("paid", "9.50")
    assert after.financial_status == "partially_paid"
    data = {"captured": inr("9.50").amount}
    assert_one_change(before, after, "order.payment_updated", from_="pending", to="paid", data=data)


def test_a_payment_update_without_effect_is_no_change():
    as_it_is = order()

    assert as_it_is.update_payment(payment("paid", 250), change()) is as_it_is


@pytest.mark.parametrize("status", ["pending", "authorized", "failed", "voided"])
def test_captured_money_requires_a_paid_payment(status: str):
    with pytest.raises(OrderInvariantError):
        order(payment=payment(status, 100))
