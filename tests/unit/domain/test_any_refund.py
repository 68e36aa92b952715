"""Refunds of the least amount or of one unit, which say whether an order can be refunded."""

from typing import Any

from seller_orders.domain.order import Order
from seller_orders.domain.refund_policy import ensure_any_refund
from seller_orders.testing.sample_order import (
    fulfillment,
    inr,
    line,
    order,
    outcome_of,
    payment,
)


def sold(paid: str, **fields: Any) -> Order:
    """Return two pasta and two soup at 10 each; ``paid`` is captured, if it is not 0."""
    lines = (line("pasta", 2, "10"), line("soup", 2, "10"))
    money = payment("paid", paid) if paid != "0" else payment("pending")
    return order(lines=lines, discount=inr(0), payment=money, **fields)


SHIPPED = (fulfillment("delivered", pasta=2, soup=2),)


def test_the_least_amount_that_is_paid_can_be_refunded():
    for before in (sold("0.01"), sold("0.01", fulfillments=SHIPPED)):
        terms = ensure_any_refund(before).unwrap()

        assert (terms.amount, terms.items) == (inr("0.01"), ())


def test_one_shipped_unit_of_an_unpaid_order_can_be_refunded():
    terms = ensure_any_refund(sold("0", fulfillments=SHIPPED)).unwrap()

    assert [(item.id, item.quantity) for item in terms.items] == [("pasta", 1)]
    assert terms.amount == inr(0)


def test_nothing_paid_and_nothing_shipped_cannot_be_refunded():
    assert outcome_of(ensure_any_refund(sold("0"))) == "payment_not_refundable"
