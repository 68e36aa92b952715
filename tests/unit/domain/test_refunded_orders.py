"""Fulfillments of an order whose money has been refunded in full."""

from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.adjustment import Adjustment, AdjustmentKind
from seller_orders.domain.fulfillment_policy import (
    ensure_any_fulfillable,
    ensure_anything_remains,
    ensure_fulfillable,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.testing.sample_order import (
    LATER,
    fulfillment,
    hold,
    inr,
    line,
    order,
    outcome_of,
    payment,
    refund,
    refusal_of,
)

PASTA, SOUP, GIFT = (ItemQuantity(id, 1) for id in ("pasta", "soup", "gift"))


def refunded(amount: int = 250, captured: int = 250, status: str = "pending") -> Payment:
    return payment("paid", captured, (refund(amount, status),))


def with_gift(**fields: Any) -> Order:
    """Return the sample order with a gift that is worth nothing."""
    plain = order()
    return order(lines=(*plain.lines, line("gift", 1, "0")), payment=refunded(), **fields)


@pytest.mark.parametrize(
    ("paid", "code"),
    [
        (refunded(), "order_is_refunded"),
        (refunded(status="succeeded"), "order_is_refunded"),
        (refunded(status="failed"), "ok"),
        (refunded(249), "ok"),
        (refunded(249, 249), "ok"),
        (refunded(260, 260), "order_is_refunded"),
        (payment("pending"), "ok"),
        (payment("paid", 250), "ok"),
    ],
)
def test_an_order_that_was_paid_and_refunded_ships_no_more(paid: Payment, code: str):
    assert outcome_of(ensure_fulfillable(order(payment=paid), [PASTA], LATER)) == code
    assert outcome_of(ensure_anything_remains(order(payment=paid), LATER)) == code


def test_a_free_order_ships():
    """Its line is worth 200, and an adjustment makes it free; the 9 that were paid are refunded."""
    gratis = Adjustment(
        kind=AdjustmentKind.OTHER, label=None, amount=SignedMoney(-2_000_000, "INR")
    )
    lines = (line("pasta", 2, "100"),)
    free = order(lines=lines, discount=inr(0), adjustments=(gratis,), payment=refunded(9, 9))

    assert outcome_of(ensure_fulfillable(free, [PASTA], LATER)) == "ok"


def test_lines_that_are_worth_nothing_ship_after_a_refund():
    assert outcome_of(ensure_fulfillable(with_gift(), [GIFT], LATER)) == "ok"
    assert outcome_of(ensure_fulfillable(with_gift(), [PASTA, GIFT], LATER)) == "ok"
    assert outcome_of(ensure_fulfillable(with_gift(), [PASTA, SOUP], LATER)) == "order_is_refunded"


def test_the_refusal_comes_after_the_status_and_before_the_items():
    bread = ItemQuantity("bread", 1)
    closed = evolve(with_gift(), status=type(with_gift().status).DELIVERED)

    assert outcome_of(ensure_fulfillable(closed, [PASTA], LATER)) == "order_is_closed"
    assert outcome_of(ensure_fulfillable(with_gift(), [bread, bread], LATER)) == "order_is_refunded"
    assert outcome_of(ensure_fulfillable(order(), [bread], LATER)) == "unknown_item"


def test_a_refunded_order_has_nothing_to_ship_for_its_money():
    shipped = order(payment=refunded(), fulfillments=(fulfillment(pasta=2, soup=1),))

    assert outcome_of(ensure_anything_remains(shipped, LATER)) == "order_is_refunded"


def test_a_held_gift_of_a_refunded_order_only_waits():
    parcel = fulfillment(pasta=2, soup=1)
    waiting = with_gift(fulfillments=(parcel,), holds=(hold(items=("gift",)),))

    assert outcome_of(ensure_anything_remains(waiting, LATER)) == "nothing_to_fulfill"
    assert outcome_of(ensure_any_fulfillable(waiting, LATER)) == "on_hold"


def test_the_refusal_names_what_was_paid():
    refusal = refusal_of(ensure_fulfillable(order(payment=refunded()), [PASTA], LATER))

    assert refusal.message == (
        "All 250 INR that were paid are refunded, and nothing is due: capture a payment before you "
        "ship."
    )


def test_units_cancelled_or_spent_cannot_be_fulfilled():
    lines = (line("pasta", 5, cancelled_quantity=3), line("soup", 1, "50.50"))
    before = order(lines=lines, payment=payment("pending"))
    refusal = refusal_of(ensure_fulfillable(before, [ItemQuantity("pasta", 3)], LATER))

    assert refusal.code == "quantity_exceeds_remaining"
    assert refusal.message == (
        "2 of pasta remain (5 ordered, 0 fulfilled, 3 cancelled), and 3 were requested."
    )
