from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.draft import FulfillmentDraft, OrderDraft, PaymentDraft
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Customer
from seller_orders.testing.sample_order import (
    CREATED,
    change,
    fulfillment,
    inr,
    order,
    payment,
    refund,
)
from seller_orders.testing.strategies import draft_of
from tests.support.drafts import assembled, draft, priced


def problems_of(draft: OrderDraft) -> list[tuple[str, tuple[str | int, ...]]]:
    refusal = assembled(draft).failure()

    assert isinstance(refusal, InvalidFields)
    assert all(problem.detail for problem in refusal.problems)
    return [(problem.code, problem.path) for problem in refusal.problems]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"currency": "XXX"}, ("currency_unknown", ("currency",))),
        ({"tax_total": Decimal("0.001")}, ("too_many_decimals", ("tax_total",))),
        ({"shipping_total": Decimal(-1)}, ("amount_out_of_range", ("shipping_total",))),
        ({"discount_total": Decimal("NaN")}, ("amount_out_of_range", ("discount_total",))),
        ({"discount_total": Decimal("250.51")}, ("discount_exceeds_total", ("discount_total",))),
    ],
)
def test_an_invalid_total_is_named(
    fields: dict[str, Any], problem: tuple[str, tuple[str | int, ...]]
):
    unpaid = draft_of(order(payment=payment("pending"))).payment

    assert problems_of(draft(**{"payment": unpaid} | fields)) == [problem]


def test_an_invalid_price_is_named_by_its_line():
    lines = (*draft().lines, priced("0.0000001", id="tea"))

    assert problems_of(draft(lines=lines)) == [("too_many_decimals", ("items", 2, "selling_price"))]


def test_an_order_without_lines_is_refused():
    unpaid = draft_of(order(payment=payment("pending"))).payment
    nothing = draft(lines=(), discount_total=Decimal(0), payment=unpaid)

    assert problems_of(nothing) == [("out_of_range", ("items",))]


def test_a_repeated_line_item_is_named():
    lines = (*draft().lines, priced("1", id="soup"))

    assert problems_of(draft(lines=lines)) == [("duplicate", ("items", 2, "id"))]


@pytest.mark.parametrize("price", ["999999999999.99", "600000000000"])
def test_a_total_above_the_limit_is_refused(price: str):
    assert problems_of(draft(lines=(priced(price, quantity=2),))) == [
        ("amount_out_of_range", ("items",))
    ]


@pytest.mark.parametrize(
    ("paid", "problem"),
    [
        ({"amount_paid": Decimal("0.001")}, ("too_many_decimals", ("payment", "amount_paid"))),
        ({"status": PaymentStatus.AUTHORIZED}, ("not_paid", ("payment", "amount_paid"))),
        ({"status": PaymentStatus.VOIDED}, ("not_paid", ("payment", "amount_paid"))),
    ],
)
def test_amount_paid_fits_currency_and_payment_status(
    paid: dict[str, Any], problem: tuple[str, tuple[str | int, ...]]
):
    assert problems_of(draft(payment=evolve(draft().payment, **paid))) == [problem]


def test_refunds_cannot_exceed_the_amount_paid():
    twice = order(payment=payment("paid", 250, (refund(100), refund(100, "failed", "rfd_2"))))
    written = draft_of(twice).payment
    refunds = tuple(evolve(one, amount=Decimal("250.01")) for one in written.refunds)

    assert problems_of(draft(payment=evolve(written, refunds=refunds))) == [
        ("refund_exceeds_captured", ("payment", "refunds"))
    ]
    assert assembled(draft(payment=evolve(written, refunds=refunds[1:]))).unwrap()


def test_a_repeated_refund_is_named():
    written = draft_of(order(payment=payment("paid", 250, (refund(1),)))).payment
    twice = evolve(written, refunds=written.refunds * 2)

    assert problems_of(draft(payment=twice)) == [("duplicate", ("payment", "refunds", 1, "id"))]


@pytest.mark.parametrize(
    ("fulfillments", "problem"),
    [
        ([fulfillment(tea=1)], ("unknown_item", (0, "items", 0, "id"))),
        ([fulfillment("failed", tea=1)], ("unknown_item", (0, "items", 0, "id"))),
        ([fulfillment(), fulfillment("failed")], ("duplicate", (1, "id"))),
        (
            [fulfillment(soup=1, pasta=3)],
            ("quantity_exceeds_remaining", (0, "items", 1, "quantity")),
        ),
        (
            [fulfillment("delivered", pasta=2), fulfillment(id="ful_2", pasta=1)],
            ("quantity_exceeds_remaining", (1, "items", 0, "quantity")),
        ),
    ],
)
def test_a_fulfillment_must_fit_the_lines(
    fulfillments: list[Any], problem: tuple[str, tuple[str | int, ...]]
):
    code, path = problem
    written = tuple(
        FulfillmentDraft(id=one.id, status=one.status, shipment=one.shipment)
        for one in fulfillments
    )

    assert problems_of(draft(fulfillments=written)) == [(code, ("fulfillments", *path))]


def test_cancelled_draft_has_no_fulfillment_under_way():
    under_way = draft_of(order(fulfillments=(fulfillment("in_transit"),)))

    assert problems_of(evolve(under_way, status=OrderStatus.CANCELLED)) == [
        ("order_is_closed", ("fulfillments", 0, "status"))
    ]


def test_a_cancellation_must_name_a_known_refund():
    cancellation = Cancellation(
        reason=CancelReason.FRAUD, at=CREATED, by="key:1", refund_id="rfd_9", restocked=False
    )
    cancelled = draft_of(order().move_to(OrderStatus.CANCELLED, change()))

    assert problems_of(evolve(cancelled, cancellation=cancellation)) == [
        ("refund_not_found", ("cancellation", "refund_id"))
    ]


def test_all_problems_are_reported_at_once():
    wrong = draft(tax_total=Decimal("0.001"), shipping_total=Decimal(-1), lines=draft().lines * 2)

    assert [code for code, _ in problems_of(wrong)] == [
        "duplicate",
        "duplicate",
        "amount_out_of_range",
        "too_many_decimals",
    ]


def test_only_a_cancelled_order_can_have_a_cancellation():
    cancellation = Cancellation(
        reason=CancelReason.FRAUD, at=CREATED, by="key:1", refund_id=None, restocked=False
    )

    assert problems_of(draft(cancellation=cancellation)) == [("not_cancelled", ("cancellation",))]


@pytest.mark.parametrize("discount", ["0", "0.01"])
def test_a_subtotal_of_exactly_the_limit_is_too_large(discount: str):
    unpaid = draft_of(order(payment=payment("pending"))).payment
    lines = (priced("500000000000", quantity=2),)

    large = draft(payment=unpaid, lines=lines, discount_total=Decimal(discount))

    assert problems_of(large) == [("amount_out_of_range", ("items",))]


@pytest.mark.parametrize(("total", "paid"), [("262.29", "262.3"), ("10", "10.02"), ("0", "0.01")])
def test_more_than_the_total_may_be_paid(total: str, paid: str):
    too_much = PaymentDraft(status=PaymentStatus.PAID, method="card", amount_paid=Decimal(paid))
    given = draft(lines=(priced(total),), discount_total=Decimal(0), payment=too_much)

    made = assembled(given).unwrap()

    assert (made.payment.captured, made.financial_status) == (inr(paid), "paid")
    assert made.balance.amount == Decimal(total) - Decimal(paid)


def test_omitted_totals_are_zero():
    free = PaymentDraft(status=PaymentStatus.PENDING, method="card", amount_paid=Decimal(0))
    customer = Customer(id="cus_1", name="Anjali Patel")
    bare = OrderDraft(
        store_id="store_1",
        currency="INR",
        customer=customer,
        lines=(priced("100", quantity=2),),
        payment=free,
    )

    made = assembled(bare).unwrap()

    assert (made.total.amount, made.shipping.units) == (200, 0)
    assert (made.tax.units, made.discount.units) == (0, 0)


def test_discount_above_total_by_one_unit_is_refused():
    unpaid = PaymentDraft(status=PaymentStatus.PENDING, method="card", amount_paid=Decimal(0))
    below = draft(
        currency="CLF", lines=(priced("1"),), discount_total=Decimal("1.0001"), payment=unpaid
    )

    assert problems_of(below) == [("discount_exceeds_total", ("discount_total",))]
