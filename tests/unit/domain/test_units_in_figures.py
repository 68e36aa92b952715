"""Cancelled, shipped and refunded units: sums, and not what bits have in common."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_policy import (
    ensure_any_cancellable,
    ensure_items_cancellable,
)
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.money import Money
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, PaymentStatus, Refund, RefundedItem, RefundStatus
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.refundable_units import ensure_units_refundable
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.transition_rules import OPEN
from seller_orders.domain.unit_price import UnitPrice
from seller_orders.testing.sample_order import (
    CREATED,
    change,
    fulfillment,
    inr,
    line,
    order,
    outcome_of,
    payment,
    refusal_of,
)


def sold(*lines: LineItem, **fields: Any) -> Order:
    usual: dict[str, Any] = {"discount": inr(0), "payment": payment("paid", 300)}
    return order(lines=lines, **usual | fields)


def refund_of(quantity: int, fulfillment_id: str | None) -> Refund:
    items = (
        RefundedItem(id="pasta", quantity=quantity, worth=inr(1), fulfillment_id=fulfillment_id),
    )
    state = RefundStatus.SUCCEEDED
    return Refund(id="rfd_1", amount=inr(1), items=items, status=state, created_at=CREATED)


def cancel(quantity: int, **fields: Any) -> ItemCancellationRequest:
    items = (ItemQuantity("pasta", quantity),)
    return ItemCancellationRequest(items=items, reason=CancelReason.OUT_OF_STOCK, **fields)


def test_shipped_units_are_those_left_and_those_refunded():
    paid = payment("paid", 60, (refund_of(3, "ful_1"),))
    parcel = fulfillment("delivered", id="ful_1", pasta=6)
    before = sold(line("pasta", 6, "10"), fulfillments=(parcel,), payment=paid)

    refusal = refusal_of(ensure_units_refundable(before, [ItemQuantity("pasta", 5)]))

    assert isinstance(refusal, InvalidFields)
    assert refusal.code == "units_already_refunded"
    assert refusal.problems[0].facts["shipped"] == 6


@pytest.mark.parametrize(("quantity", "code"), [(3, "ok"), (4, "units_already_refunded")])
def test_a_refunded_download_is_not_refunded_again(quantity: int, code: str):
    ebook = line("pasta", 4, "10", requires_shipping=False)
    before = sold(ebook, payment=payment("paid", 40, (refund_of(1, None),)))

    assert outcome_of(ensure_units_refundable(before, [ItemQuantity("pasta", quantity)])) == code


@pytest.mark.parametrize(("quantity", "cancelled"), [(2, 1), (300, 0), (300, 17)])
def test_the_last_units_are_cancelled_with_the_order(quantity: int, cancelled: int):
    before = sold(line("pasta", quantity, "1", cancelled_quantity=cancelled))
    left = quantity - cancelled

    refused = ensure_items_cancellable(before, cancel(left), OPEN)

    assert outcome_of(refused) == "nothing_would_remain"


def test_one_unit_may_be_cancelled_if_another_line_has_one():
    before = sold(line("pasta", 1), line("soup", 1))

    assert outcome_of(ensure_any_cancellable(before, OPEN)) == "ok"


def in_clf(units: int) -> Order:
    """Return two pasta at the smallest amount there is, paid; one of them is worth ``units``."""
    nothing = Money(0, "CLF")
    pasta = evolve(
        line("pasta", 2),
        selling_price=UnitPrice.of(Decimal("0.0001") * units, "CLF").unwrap(),
        discount=nothing,
        cancelled_worth=nothing,
    )
    paid = Payment(status=PaymentStatus.PAID, method="card", captured=Money(2 * units, "CLF"))
    sums: dict[str, Any] = dict.fromkeys(("discount", "shipping", "tax"), nothing)
    return order(lines=(pasta,), currency="CLF", payment=paid, **sums)


def test_the_smallest_amount_is_refunded():
    terms = ensure_items_cancellable(in_clf(1), cancel(1, refund=True), OPEN).unwrap()

    assert terms.refund == Money(1, "CLF")


def test_the_smallest_credit_below_0_is_refused():
    refusal = refusal_of(ensure_refund(in_clf(1), RefundRequest(adjustment=Decimal("-0.0001"))))

    assert isinstance(refusal, InvalidFields)
    assert [(each.code, each.path) for each in refusal.problems] == [
        ("amount_out_of_range", ("adjustment",))
    ]


def test_credits_far_beyond_the_largest_amount_are_refused():
    most = Decimal(999_999_999_980)
    before = sold(line("pasta", 2, "10"))
    terms = ensure_refund(before, RefundRequest(adjustment=most)).unwrap()
    after = before.request_refund(new_refund(terms, "rfd_1", CREATED), change())

    assert outcome_of(ensure_refund(after, RefundRequest(adjustment=most))) == "invalid_fields"


def test_no_shipping_is_left_if_more_was_refunded():
    """An import may have such a refund."""
    made = evolve(refund_of(1, None), items=(), amount=inr(25), shipping=inr(25))
    before = sold(line("pasta", 2), shipping=inr(20), payment=payment("paid", 300, (made,)))

    refusal = refusal_of(ensure_refund(before, RefundRequest(shipping=Decimal(1))))

    assert isinstance(refusal, InvalidFields)
    assert refusal.problems[0].facts["refundable"] == "0 INR"


@pytest.mark.parametrize(
    ("quantity", "advice"),
    [
        (17, "cancel the others instead."),
        (18, "hand over the parcels of the others first, or cancel these, then the units."),
        (20, "hand over the parcels of the others first, or cancel these, then the units."),
        (21, "name at most 3."),
    ],
)
def test_advice_counts_where_each_unit_is(quantity: int, advice: str):
    """Of 20, three are left of six delivered, three wait, and five came back: six remain."""
    back = RefundedItem(id="pasta", quantity=5, worth=inr(1), fulfillment_id="ful_3")
    made = refund_of(3, "ful_1")
    before = sold(
        line("pasta", 20, "10"),
        fulfillments=(
            fulfillment("delivered", id="ful_1", pasta=6),
            fulfillment("pending", id="ful_2", pasta=3),
            fulfillment("returned", id="ful_3", pasta=5),
        ),
        payment=payment("paid", 200, (evolve(made, items=(*made.items, back)),)),
    )

    refusal = refusal_of(ensure_units_refundable(before, [ItemQuantity("pasta", quantity)]))

    assert refusal.code == "units_not_shipped"
    assert refusal.message.endswith(f"and {quantity} were requested: {advice}")
