"""Cancellation of units: what is allowed, and at what worth."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_policy import (
    cancellable_items,
    ensure_any_cancellable,
    ensure_items_cancellable,
    ensure_rest_cancellable,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund, RefundedItem, RefundStatus
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

RECORD = Cancellation(reason=CancelReason.FRAUD, at=CREATED, by="key:1", restocked=False)


def request(reason: str = "out_of_stock", **fields: Any) -> ItemCancellationRequest:
    """Return a request; keyword arguments that are numbers are units by line id."""
    units = {id: value for id, value in fields.items() if type(value) is int}
    others = {name: value for name, value in fields.items() if name not in units}
    if "refund_amount" in others:
        others["refund_amount"] = Decimal(others["refund_amount"])
    items = tuple(ItemQuantity(id, units) for id, units in units.items())
    return ItemCancellationRequest(items=items, reason=CancelReason(reason), **others)


def outcome(before: Order, asked: ItemCancellationRequest) -> str:
    return outcome_of(ensure_items_cancellable(before, asked, OPEN))


def worths(before: Order, asked: ItemCancellationRequest) -> list[tuple[str, str]]:
    terms = ensure_items_cancellable(before, asked, OPEN).unwrap()
    return [(item.id, str(item.worth.amount)) for item in terms.items]


def refunded_by(before: Order, asked: ItemCancellationRequest) -> str | None:
    terms = ensure_items_cancellable(before, asked, OPEN).unwrap()
    return None if terms.refund is None else str(terms.refund.amount)


def of_units(quantity: int, fulfillment_id: str | None = None, status: str = "pending") -> Refund:
    """Return a refund of pasta that paid back nothing yet credits 10 a unit."""
    item = RefundedItem(
        id="pasta", quantity=quantity, worth=inr(10 * quantity), fulfillment_id=fulfillment_id
    )
    state = RefundStatus(status)
    return Refund(id="rfd_1", amount=inr(0), items=(item,), status=state, created_at=CREATED)


@pytest.mark.parametrize(
    "status",
    ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"],
)
def test_remaining_units_are_cancelled_in_every_status(status: str):
    """250 = 200 + 50.50 − 0.50: of the discount, pasta carries 0.40, so two are worth 199.60."""
    assert worths(order(status), request(pasta=1)) == [("pasta", "99.8")]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (request("other", pasta=1), "invalid_fields"),
        (request(pasta=1, refund_amount="5"), "invalid_fields"),
        (request(pasta=1, refund=True, refund_amount="0"), "invalid_fields"),
        (request(pasta=1, refund=True, refund_amount="0.001"), "invalid_fields"),
        (request(), "invalid_fields"),
        (request(bread=1, pasta=9), "unknown_item"),
        (request(pasta=3, soup=1), "quantity_exceeds_remaining"),
        (request(pasta=2, soup=1), "nothing_would_remain"),
        (request(pasta=1, refund=True, refund_amount="250.01"), "refund_exceeds_captured"),
        (request(pasta=1, refund=True, refund_amount="250"), "ok"),
        (request("other", pasta=1, details="moth"), "ok"),
    ],
)
def test_requests_are_refused_by_the_first_broken_rule(asked: ItemCancellationRequest, code: str):
    assert outcome(order(), asked) == code


def test_a_line_named_twice_is_refused():
    items = (ItemQuantity("pasta", 1), ItemQuantity("pasta", 1))
    asked = evolve(request(), items=items)

    assert outcome(order(), asked) == "duplicate_item"


def test_a_cancelled_order_refuses_before_its_items():
    before = order("cancelled", cancellation=RECORD)

    assert outcome(before, request(bread=9)) == "already_cancelled"
    assert outcome_of(ensure_rest_cancellable(before, request(), OPEN)) == "already_cancelled"
    assert outcome_of(ensure_any_cancellable(before, OPEN)) == "already_cancelled"


def test_units_that_do_not_remain_are_named_with_figures():
    lines = (line("pasta", 10, cancelled_quantity=2), line("soup", 1, "50.50"))
    parcels = (fulfillment("delivered", pasta=5),)
    before = order(lines=lines, fulfillments=parcels, payment=payment("pending"))

    refusal = refusal_of(ensure_items_cancellable(before, request(pasta=4, soup=1), OPEN))

    assert isinstance(refusal, InvalidFields)
    (problem,) = refusal.problems
    assert (problem.code, problem.path) == (
        "quantity_exceeds_remaining",
        ("items", 0, "quantity"),
    )
    assert problem.facts == {
        "id": "pasta",
        "ordered": 10,
        "fulfilled": 5,
        "remaining": 3,
        "requested": 4,
    }
    assert refusal.message == (
        "3 of pasta remain (10 ordered, 5 fulfilled, 2 cancelled), and 4 were requested."
    )


def test_spent_units_do_not_remain():
    parcel = evolve(fulfillment("returned", pasta=2), handed_over_at=CREATED)
    before = order(fulfillments=(parcel,), payment=payment("paid", 250, (of_units(1, "ful_1"),)))

    refusal = refusal_of(ensure_items_cancellable(before, request(pasta=2), OPEN))

    assert refusal.message == (
        "1 of pasta remain (2 ordered, 0 fulfilled, 1 refunded), and 2 were requested."
    )


@pytest.mark.parametrize(
    ("quantity", "status", "code"),
    [
        (4, "pending", "ok"),
        (5, "pending", "quantity_exceeds_remaining"),
        (7, "failed", "ok"),
        (8, "failed", "quantity_exceeds_remaining"),
    ],
)
def test_downloads_neither_cancelled_nor_refunded_are_cancelled(
    quantity: int, status: str, code: str
):
    ebook = line("pasta", 10, "10", requires_shipping=False, cancelled_quantity=3)
    refunds = (of_units(3, status=status),)
    lines = (ebook, line("soup", 1, "50.50"))
    before = order(lines=lines, payment=payment("paid", 150, refunds))

    assert outcome(before, request(pasta=quantity)) == code
    assert dict(before.free) == {"pasta": 0, "soup": 0}


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (order("pending"), "nothing_would_remain"),
        (order("cancelled"), "nothing_would_remain"),
        (order("delivered"), "ok"),
        (order("shipped"), "ok"),
    ],
    ids=["pending", "status cancelled", "delivered", "shipped"],
)
def test_all_units_go_only_if_the_order_cannot_be_cancelled(before: Order, code: str):
    assert outcome(before, request(pasta=2, soup=1)) == code


def test_all_units_go_where_the_rules_have_no_cancellation():
    asked = request(pasta=2, soup=1)

    assert outcome_of(ensure_items_cancellable(order("refunded"), asked, FORWARD)) == "ok"
    assert outcome_of(ensure_items_cancellable(order("refunded"), asked, OPEN)) != "ok"


def test_fulfilled_units_remain_of_an_order():
    before = order(fulfillments=(fulfillment(pasta=1),))

    assert outcome(before, request(pasta=1, soup=1)) == "ok"


def test_units_of_one_line_add_up_to_its_worth():
    """Three are worth 30 − 0.01: V(1) = 10 of 9.9967, and V(3) = 29.99."""
    three = (line("pasta", 3, "10"), line("soup", 1, "0"))
    before = order(lines=three, discount=inr("0.01"), payment=payment("pending"))

    first = worths(before, request(pasta=1))
    taken = evolve(three[0], cancelled_quantity=1, cancelled_worth=inr("10"))
    rest = worths(evolve(before, lines=(taken, three[1])), request(pasta=2))

    assert first == [("pasta", "10")]
    assert rest == [("pasta", "19.99")]


def test_refunded_and_cancelled_units_are_one_count():
    """V(1) = 3.33, V(2) = 6.67 and V(3) = 10: one is refunded at 3.33, the next are 3.34, 3.33."""
    ebook = line("pasta", 3, "3.333333", requires_shipping=False)
    item = RefundedItem(id="pasta", quantity=1, worth=inr("3.33"))
    refunded = Refund(
        id="rfd_1", amount=inr("3.33"), items=(item,), owed=inr("3.33"), created_at=CREATED
    )
    lines = (ebook, line("soup", 1, "1"))
    before = order(lines=lines, discount=inr(0), payment=payment("paid", 11, (refunded,)))
    failed = payment("paid", 11, (evolve(refunded, status=RefundStatus.FAILED),))

    assert worths(before, request(pasta=1)) == [("pasta", "3.34")]
    assert worths(before, request(pasta=2)) == [("pasta", "6.67")]
    assert worths(evolve(before, payment=failed), request(pasta=1)) == [("pasta", "3.33")]


def test_units_are_worth_at_most_the_total_in_line_sequence():
    """180 of 250 are cancelled already; soup and pasta share the 70 that are left."""
    lines = (
        line("pasta", 3, "50"),
        line("soup", 1, "50"),
        line("tea", 1, "50", cancelled_quantity=1, cancelled_worth=inr(180)),
    )
    before = order(lines=lines, discount=inr(0), payment=payment("pending"))

    assert worths(before, request(soup=1, pasta=1)) == [("pasta", "50"), ("soup", "20")]


@pytest.mark.parametrize(
    ("paid", "asked", "expected"),
    [
        (payment("paid", 250), request(pasta=1), None),
        (payment("paid", 250), request(pasta=1, refund=True), "99.8"),
        (payment("paid", 200), request(pasta=1, refund=True), "49.8"),
        (payment("paid", 150), request(pasta=1, refund=True), None),
        (payment("pending"), request(pasta=1, refund=True), None),
        (payment("authorized"), request(pasta=1, refund=True), None),
        (payment("authorized"), request(pasta=1, refund=True, refund_amount="9"), None),
        (payment("paid", 300), request(pasta=1, refund=True), "99.8"),
        (payment("paid", 250, (refund(100),)), request(pasta=1, refund=True), None),
        (payment("paid", 250, (refund(240),)), request(pasta=1, refund=True), None),
        (payment("paid", 250, (refund(100, "failed"),)), request(pasta=1, refund=True), "99.8"),
        (payment("paid", 10), request(pasta=1, refund=True, refund_amount="10"), "10"),
    ],
)
def test_the_default_refund_is_what_the_customer_is_owed(
    paid: Any, asked: ItemCancellationRequest, expected: str | None
):
    assert refunded_by(order(payment=paid), asked) == expected


def test_an_amount_above_nothing_captured_is_refused():
    asked = request(pasta=1, refund=True, refund_amount="1")

    assert outcome(order(payment=payment("pending")), asked) == "refund_exceeds_captured"


def test_the_rest_is_all_that_remains():
    lines = (line("pasta", 4), line("ebook", 3, requires_shipping=False, cancelled_quantity=1))
    before = order(
        lines=lines, fulfillments=(fulfillment("in_transit", pasta=1),), payment=payment("pending")
    )

    terms = ensure_rest_cancellable(before, request(restock=True), OPEN).unwrap()

    assert cancellable_items(before) == (ItemQuantity("pasta", 3), ItemQuantity("ebook", 2))
    assert [(item.id, item.quantity) for item in terms.items] == [("pasta", 3), ("ebook", 2)]
    assert terms.restock


def test_nothing_is_left_to_cancel_of_a_shipped_order():
    before = order(fulfillments=(fulfillment("in_transit", pasta=2, soup=1),))

    assert outcome_of(ensure_rest_cancellable(before, request(), OPEN)) == "nothing_to_cancel"
    assert outcome_of(ensure_any_cancellable(before, OPEN)) == "nothing_to_cancel"


def test_any_unit_can_be_cancelled_unless_it_is_the_last():
    single = order(lines=(line("pasta", 1),), discount=inr(0), payment=payment("pending"))

    assert outcome_of(ensure_any_cancellable(order(), OPEN)) == "ok"
    assert outcome_of(ensure_any_cancellable(single, OPEN)) == "nothing_would_remain"
