"""Policy of cancellations."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancellationRequest, CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.transition_rules import FORWARD, OPEN
from seller_orders.testing.sample_order import (
    CREATED,
    fulfillment,
    inr,
    line,
    order,
    outcome_of,
    payment,
    refund,
    refusal_of,
)
from seller_orders.testing.sample_order import cancellation_request as request

RECORDED = Cancellation(reason=CancelReason.FRAUD, at=CREATED, by="key:1", restocked=True)


REFUSALS_IN_ORDER: list[tuple[str, dict[str, Any]]] = [
    ("already_cancelled", {"cancellation": RECORDED}),
    ("already_delivered", {"fulfillments": (fulfillment("delivered"),)}),
    ("already_shipped", {"status": "shipped"}),
    ("transition_not_allowed", {"status": "refunded"}),
    ("payment_not_refundable", {"payment": payment("pending")}),
    ("refund_exceeds_captured", {"payment": payment("paid", 1)}),
]
"""Codes in the sequence of the rules, each with fields of an order that break its rule.

The request asks for a refund of 2 under the rule set FORWARD.
"""


def orders_that_break_two_rules() -> Iterator[tuple[str, dict[str, Any]]]:
    for (first, fields), (_, more) in combinations(REFUSALS_IN_ORDER, 2):
        if not fields.keys() & more.keys():
            yield first, fields | more


@pytest.mark.parametrize(("code", "fields"), [*REFUSALS_IN_ORDER, *orders_that_break_two_rules()])
def test_cancellation_is_refused_by_the_first_broken_rule(code: str, fields: dict[str, Any]):
    refusal = refusal_of(ensure_cancellable(order(**fields), request(refund_amount="2"), FORWARD))

    assert refusal.code == code
    assert len(refusal.message.split()) > 3


@pytest.mark.parametrize(
    ("status", "fulfillment_status", "outcome"),
    [
        ("delivered", "failed", "already_delivered"),
        ("delivered", "in_transit", "already_delivered"),
        ("shipped", "delivered", "already_delivered"),
        ("pending", "in_transit", "already_shipped"),
        ("pending", "out_for_delivery", "already_shipped"),
        ("pending", "pending", "ok"),
        ("processing", "returned", "ok"),
        ("refunded", "failed", "ok"),
        ("cancelled", "delivered", "already_delivered"),
        ("cancelled", "cancelled", "ok"),
    ],
)
def test_delivered_or_shipped_parts_prevent_cancellation(
    status: str, fulfillment_status: str, outcome: str
):
    with_courier = order(status, fulfillments=(fulfillment(fulfillment_status),))

    assert outcome_of(ensure_cancellable(with_courier, request(), OPEN)) == outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("pending", "ok"),
        ("confirmed", "ok"),
        ("processing", "ok"),
        ("shipped", "already_shipped"),
        ("delivered", "already_delivered"),
        ("refunded", "transition_not_allowed"),
        ("cancelled", "ok"),
    ],
)
def test_the_rule_set_decides_which_statuses_can_cancel(status: str, outcome: str):
    assert outcome_of(ensure_cancellable(order(status), request(), FORWARD)) == outcome


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [
        (request("other"), "required", "cancel_reason_details"),
        (request("other", details=""), "required", "cancel_reason_details"),
        (request(refund_amount="0"), "amount_out_of_range", "refund_amount"),
        (request(refund_amount="-1"), "amount_out_of_range", "refund_amount"),
        (request(refund_amount="0.001"), "too_many_decimals", "refund_amount"),
        (request(refund_amount="1E+12"), "amount_out_of_range", "refund_amount"),
    ],
)
def test_an_invalid_request_names_the_field(asked: CancellationRequest, code: str, field: str):
    refusal = refusal_of(ensure_cancellable(order(), asked, OPEN))

    assert isinstance(refusal, InvalidFields)
    assert [(problem.code, problem.path) for problem in refusal.problems] == [(code, (field,))]


def test_an_amount_without_refund_is_refused():
    asked = CancellationRequest(reason=CancelReason.FRAUD, refund_amount=Decimal(5))

    assert outcome_of(ensure_cancellable(order(), asked, OPEN)) == "invalid_fields"


@pytest.mark.parametrize(
    ("paid", "asked", "refunded"),
    [
        (payment("paid", 250), request(), None),
        (payment("paid", 250), request(refund=True), "250"),
        (payment("paid", 90), request(refund=True), "90"),
        (payment("paid", 250, (refund(50),)), request(refund=True), "200"),
        (payment("paid", 250, (refund(50, "succeeded"),)), request(refund=True), "200"),
        (payment("paid", 250, (refund(50, "failed"),)), request(refund=True), "250"),
        (payment("paid", 250), request(refund_amount="66.17"), "66.17"),
        (payment("paid", 250, (refund(50),)), request(refund_amount="200"), "200"),
        (payment("authorized"), request(refund=True), None),
        (payment("pending"), request(), None),
    ],
)
def test_refund_defaults_to_everything_refundable(
    paid: Any, asked: CancellationRequest, refunded: str | None
):
    terms = ensure_cancellable(order(payment=paid), asked, OPEN).unwrap()

    assert terms.refund == (refunded and inr(refunded))


@pytest.mark.parametrize(
    ("paid", "asked", "code"),
    [
        (payment("pending"), request(refund=True), "payment_not_refundable"),
        (payment("failed"), request(refund=True), "payment_not_refundable"),
        (payment("voided"), request(refund=True), "payment_not_refundable"),
        (payment("paid", 0), request(refund=True), "payment_not_refundable"),
        (payment("paid", 9, (refund(9),)), request(refund=True), "payment_not_refundable"),
        (payment("paid", 9, (refund(9),)), request(refund_amount="1"), "payment_not_refundable"),
        (
            payment("paid", 9, (refund(2),)),
            request(refund_amount="7.01"),
            "refund_exceeds_captured",
        ),
        (payment("paid", 250), request(refund_amount="250.01"), "refund_exceeds_captured"),
    ],
)
def test_refund_is_limited_to_what_was_captured(paid: Any, asked: CancellationRequest, code: str):
    assert outcome_of(ensure_cancellable(order(payment=paid), asked, OPEN)) == code


def test_excess_refund_names_the_refundable_amount():
    paid = payment("paid", 9, (refund(2),))

    refusal = refusal_of(
        ensure_cancellable(order(payment=paid), request(refund_amount="7.01"), OPEN)
    )

    assert "A refund of 7.01 INR exceeds the refundable 7 INR" in refusal.message


@pytest.mark.parametrize("status", ["pending", "authorized", "paid", "failed", "voided"])
def test_a_free_order_is_cancelled_without_refund(status: str):
    gift = order(lines=(line("pasta", 1, "0.50"),), payment=payment(status))

    assert ensure_cancellable(gift, request(refund=True), OPEN).unwrap().refund is None


@pytest.mark.parametrize(
    ("asked", "refunded"),
    [(request(refund=True), "7"), (request(refund_amount="5"), "5")],
)
def test_money_kept_for_a_free_order_is_refunded(asked: CancellationRequest, refunded: str):
    """The customer paid too much, or the total fell to 0 after the payment."""
    gift = order(lines=(line("pasta", 1, "0.50"),), payment=payment("paid", 9, (refund(2),)))

    assert gift.total == inr(0)
    assert ensure_cancellable(gift, asked, OPEN).unwrap().refund == inr(refunded)


def test_a_free_order_refunds_at_most_what_it_keeps():
    gift = order(lines=(line("pasta", 1, "0.50"),), payment=payment("paid", 9, (refund(2),)))

    decision = ensure_cancellable(gift, request(refund_amount="7.01"), OPEN)

    assert outcome_of(decision) == "refund_exceeds_captured"


@pytest.mark.parametrize(
    "nothing_to_return",
    [
        order(payment=payment("authorized")),
        order(lines=(line("pasta", 1, "0.50"),), payment=payment("paid")),
    ],
)
def test_amount_is_ignored_if_nothing_can_be_captured(
    nothing_to_return: Order,
):
    decision = ensure_cancellable(nothing_to_return, request(refund_amount="5"), OPEN)

    assert decision.unwrap().refund is None


def test_cancelled_status_can_be_completed_when_closed():
    """The rule set closes cancelled orders."""
    assert outcome_of(ensure_cancellable(order("cancelled"), request(), FORWARD)) == "ok"


def test_a_negative_refund_is_refused():
    refusal = refusal_of(ensure_cancellable(order(), request(refund_amount="-1"), OPEN))

    assert refusal.message.startswith("refund_amount must be above 0")


def test_refund_and_restock_default_to_false():
    asked = CancellationRequest(reason=CancelReason.FRAUD)

    assert (asked.refund, asked.restock) == (False, False)


def test_a_delivered_order_stays_delivered_once_its_parcel_is_back():
    back = evolve(fulfillment("returned"), handed_over_at=CREATED)
    delivered, shipped = (
        order(status, fulfillments=(back,)) for status in ("delivered", "shipped")
    )

    assert outcome_of(ensure_cancellable(delivered, request(), OPEN)) == "already_delivered"
    assert outcome_of(ensure_cancellable(shipped, request(), OPEN)) == "ok"
