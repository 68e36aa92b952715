"""Advice of the refusal to refund units that are not with the courier or the customer."""

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import CancellationTerms, CancelReason
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refund_policy import ensure_refund
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.testing.sample_order import (
    change,
    fulfillment,
    inr,
    line,
    order,
    payment,
    refusal_of,
)

TEN = order(
    lines=(line("pasta", 10, "10"),),
    discount=inr(0),
    fulfillments=(fulfillment("in_transit", pasta=3), fulfillment(id="ful_2", pasta=4)),
    payment=payment("paid", 100),
)
LOST = evolve(TEN, fulfillments=(fulfillment("failed", pasta=10),))
RETURNED = evolve(TEN, fulfillments=(fulfillment("returned", pasta=10),))
DOWNLOADS = evolve(
    TEN, lines=(evolve(line("pasta", 10), requires_shipping=False),), fulfillments=()
)


def cancelled() -> Order:
    terms = CancellationTerms(reason=CancelReason.FRAUD, details=None, refund=None, restock=False)
    return evolve(TEN, fulfillments=()).cancel(terms, "rfd_1", change(2))


@pytest.mark.parametrize(
    ("before", "units", "shipped", "advice"),
    [
        (TEN, 6, 3, "cancel the others instead."),
        (LOST, 10, 0, "cancel the others instead."),
        (TEN, 10, 3, "hand over the parcels of the others first, or cancel these, then the units."),
        (TEN, 11, 3, "name at most 3."),
        (RETURNED, 11, 0, "none can be refunded."),
        (cancelled(), 1, 0, "the order is cancelled, so name an amount instead."),
    ],
)
def test_the_refusal_says_what_to_do(before: Order, units: int, shipped: int, advice: str):
    refusal = refusal_of(
        ensure_refund(before, RefundRequest(items=(ItemQuantity("pasta", units),)))
    )

    assert refusal.code == "units_not_shipped"
    assert refusal.message == (
        f"{shipped} of pasta are with the courier or the customer, and {units} were requested: "
        f"{advice}"
    )


def test_the_refusal_of_downloads_gives_the_figures():
    request = RefundRequest(items=(ItemQuantity("pasta", 11),))

    refusal = refusal_of(ensure_refund(DOWNLOADS, request))

    assert refusal.code == "units_not_shipped"
    assert refusal.message == (
        "pasta requires no shipping: 10 are not cancelled, and 11 were requested."
    )
