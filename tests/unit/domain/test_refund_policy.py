"""Refunds by units: which units, at what worth, and how much of it is paid back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Payment, Refund, RefundPart, RefundStatus
from seller_orders.domain.refund_policy import ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest, TenderShare
from seller_orders.domain.refusals import InvalidFields
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.tender import Tender
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    change,
    fulfillment,
    inr,
    line,
    order,
    outcome_of,
    payment,
    refund,
    refusal_of,
)
from tests.support.sample_returns import returned


def request(*items: tuple[str, int], **fields: Any) -> RefundRequest:
    """Return a request; amounts are written as text."""
    amounts: dict[str, Any] = {
        name: Decimal(fields.pop(name))
        for name in ("amount", "shipping", "adjustment")
        if name in fields
    }
    return RefundRequest(items=tuple(ItemQuantity(*item) for item in items), **amounts, **fields)


def parcel(quantity: int, status: str = "in_transit", id: str = "ful_1") -> Fulfillment:
    return fulfillment(status, id=id, pasta=quantity)


def ten(paid: Payment | None = None, **fields: Any) -> Order:
    """Return ten pasta at 10 with shipping at 20, paid in full, of which six are under way."""
    usual: dict[str, Any] = {
        "lines": (line("pasta", 10, "10"),),
        "discount": inr(0),
        "shipping": inr(20),
        "fulfillments": (parcel(6),),
        "payment": paid or payment("paid", 120),
    }
    return order(**usual | fields)


def refunded(before: Order, asked: RefundRequest, id: str = "rfd_1") -> Order:
    terms = ensure_refund(before, asked).unwrap()
    return before.request_refund(new_refund(terms, id, LATER), change(before.version + 1))


def outcome(before: Order, asked: RefundRequest) -> str:
    return outcome_of(ensure_refund(before, asked))


def settled(before: Order, status: str, id: str = "rfd_1") -> Order:
    found = before.refund(id)
    assert found is not None
    return before.settle_refund(found, RefundStatus(status), change(before.version + 1))


def items_of(of: Refund) -> list[tuple[str, int, str, str | None]]:
    return [(i.id, i.quantity, str(i.worth.amount), i.fulfillment_id) for i in of.items]


def test_units_shipping_and_adjustment_are_one_credit():
    after = refunded(ten(), request(("pasta", 2), shipping="5", adjustment="-1.50", reason="late"))

    (made,) = after.payment.refunds
    assert items_of(made) == [("pasta", 2, "20", "ful_1")]
    assert (made.shipping, made.adjustment) == (inr(5), SignedMoney(-15_000, "INR"))
    assert made.credit == SignedMoney(235_000, "INR")
    assert (made.amount, made.owed) == (inr("23.50"), inr("23.50"))
    assert (made.status, made.reason, made.created_at) == (RefundStatus.PENDING, "late", LATER)
    assert after.payment.credited == inr("23.50")
    assert after.balance == SignedMoney(0, "INR")
    assert after.total == inr(120)


def test_the_timeline_has_the_figures_of_the_refund():
    by_units = refunded(ten(), request(("pasta", 2), shipping="5", adjustment="-1"))
    bare = refunded(ten(), request(amount="5"))

    assert by_units.timeline[-1].data == {
        "refund_id": "rfd_1",
        "items": [{"id": "pasta", "quantity": 2, "worth": Decimal(20)}],
        "shipping": Decimal(5),
        "adjustment": Decimal(-1),
        "credit": Decimal(24),
    }
    assert bare.timeline[-1].data == {"refund_id": "rfd_1"}


@pytest.mark.parametrize(
    ("asked", "code", "path"),
    [
        (request(), "required", ("amount",)),
        (request(shipping="0", adjustment="0"), "required", ("amount",)),
        (request(("pasta", 1), amount="5"), "not_with_units", ("amount",)),
        (request(amount="5", shipping="5"), "not_with_units", ("amount",)),
        (request(amount="5", adjustment="-5"), "not_with_units", ("amount",)),
        (request(amount="0"), "amount_out_of_range", ("amount",)),
        (request(amount="-1"), "amount_out_of_range", ("amount",)),
        (request(shipping="-1"), "amount_out_of_range", ("shipping",)),
        (request(shipping="0.001"), "too_many_decimals", ("shipping",)),
        (request(adjustment="0.001"), "too_many_decimals", ("adjustment",)),
        (request(("pasta", 1), adjustment="-10.01"), "amount_out_of_range", ("adjustment",)),
        (request(("pasta", 1), adjustment="999999999990"), "amount_out_of_range", ("adjustment",)),
        (
            request(amount="5", tenders=(TenderShare(id="card", amount=Decimal("0.001")),)),
            "too_many_decimals",
            ("tenders", 0, "amount"),
        ),
    ],
)
def test_invalid_requests_name_the_field(
    asked: RefundRequest, code: str, path: tuple[str | int, ...]
):
    refusal = refusal_of(ensure_refund(ten(), asked))

    assert isinstance(refusal, InvalidFields)
    assert refusal.code == "invalid_fields"
    assert [(each.code, each.path) for each in refusal.problems] == [(code, path)]


def test_a_credit_of_nothing_is_refused_without_items():
    assert outcome(ten(), request(("pasta", 1), adjustment="-10")) == "ok"
    assert outcome(ten(), request(shipping="5", adjustment="-5")) == "nothing_is_owed"


def test_credits_of_an_order_stay_below_the_largest_amount():
    before = refunded(ten(), request(("pasta", 1), adjustment="999999999980"))

    assert outcome(before, request(("pasta", 1), adjustment="-0.01")) == "ok"
    assert outcome(before, request(("pasta", 1))) == "invalid_fields"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (request(("bread", 1), ("pasta", 99)), "unknown_item"),
        (request(("pasta", 1), ("pasta", 99)), "duplicate_item"),
        (request(("pasta", 7), shipping="99"), "units_not_shipped"),
        (request(("pasta", 6), shipping="20.01", adjustment="-999"), "shipping_already_refunded"),
        (request(("pasta", 6), adjustment="-999"), "invalid_fields"),
        (request(("pasta", 6), shipping="20"), "ok"),
        (request(amount="120.01"), "refund_exceeds_captured"),
        (request(amount="120"), "ok"),
    ],
)
def test_refunds_are_refused_by_the_first_broken_rule(asked: RefundRequest, code: str):
    assert outcome(ten(), asked) == code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("pending", "units_not_shipped"),
        ("in_transit", "ok"),
        ("out_for_delivery", "ok"),
        ("delivered", "ok"),
        ("failed", "units_not_shipped"),
        ("returned", "units_not_shipped"),
        ("cancelled", "units_not_shipped"),
    ],
)
def test_units_of_active_handed_over_fulfillments_are_refunded(status: str, code: str):
    before = ten(fulfillments=(parcel(6, status),))

    assert outcome(before, request(("pasta", 6))) == code


def test_pending_fulfillments_may_have_been_handed_over():
    before = ten(fulfillments=(evolve(parcel(6, "pending"), handed_over_at=CREATED),))

    assert outcome(before, request(("pasta", 6))) == "ok"


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(4, "ok"), (5, "units_already_refunded"), (6, "units_already_refunded")],
)
def test_refunded_units_are_not_refunded_again(quantity: int, code: str):
    before = refunded(ten(), request(("pasta", 2)))

    assert outcome(before, request(("pasta", quantity))) == code
    assert outcome(before, request(("pasta", 7))) == "units_not_shipped"
    assert outcome(settled(before, "failed"), request(("pasta", 6))) == "ok"


def test_spent_units_are_refunded_already():
    """They were shipped and refunded, and their parcel is back: there is nothing to cancel."""
    before = refunded(ten(), request(("pasta", 2)))
    (sent,) = before.fulfillments
    back = evolve(before, fulfillments=(evolve(sent, status=type(sent.status).RETURNED),))

    assert outcome(back, request(("pasta", 2))) == "units_already_refunded"
    assert outcome(back, request(("pasta", 3))) == "units_not_shipped"


def test_refusals_name_each_wrong_item_with_figures():
    lines = (line("pasta", 10, "10"), line("soup", 2, "10"), line("tea", 2, "10"))
    sent = fulfillment("delivered", pasta=6, soup=2)
    paid = payment("paid", 160)
    before = refunded(ten(paid, lines=lines, fulfillments=(sent,)), request(("pasta", 2)))

    refusal = refusal_of(ensure_refund(before, request(("soup", 2), ("pasta", 9), ("tea", 1))))
    other = refusal_of(ensure_refund(before, request(("pasta", 5))))

    assert isinstance(refusal, InvalidFields)
    assert [(each.code, each.path, each.facts) for each in refusal.problems] == [
        (
            "units_not_shipped",
            ("items", 1, "quantity"),
            {
                "id": "pasta",
                "ordered": 10,
                "shipped": 6,
                "refunded": 2,
                "refundable": 4,
                "requested": 9,
            },
        ),
        (
            "units_not_shipped",
            ("items", 2, "quantity"),
            {
                "id": "tea",
                "ordered": 2,
                "shipped": 0,
                "refunded": 0,
                "refundable": 0,
                "requested": 1,
            },
        ),
    ]
    assert refusal.problems[0].detail == (
        "6 of pasta are with the courier or the customer, and 9 were requested: cancel the others "
        "instead."
    )
    assert other.message == (
        "4 of pasta can be refunded (6 handed over, 2 refunded), and 5 were requested."
    )


@pytest.mark.parametrize(
    ("quantity", "code"),
    [
        (5, "ok"),
        (6, "units_already_refunded"),
        (7, "units_already_refunded"),
        (8, "units_not_shipped"),
    ],
)
def test_downloads_are_refunded_unless_cancelled_or_refunded(quantity: int, code: str):
    ebook = line(
        "pasta", 10, "10", requires_shipping=False, cancelled_quantity=3, cancelled_worth=inr(30)
    )
    before = refunded(ten(lines=(ebook,), fulfillments=()), request(("pasta", 2)))

    assert outcome(before, request(("pasta", quantity))) == code
    assert items_of(before.payment.refunds[0]) == [("pasta", 2, "20", None)]


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        (6, "5 of pasta can be refunded (7 not cancelled, 2 refunded), and 6 were requested."),
        (8, "pasta requires no shipping: 7 are not cancelled, and 8 were requested."),
    ],
)
def test_refusals_of_downloads_speak_of_no_shipment(quantity: int, message: str):
    ebook = line(
        "pasta", 10, "10", requires_shipping=False, cancelled_quantity=3, cancelled_worth=inr(30)
    )
    before = refunded(ten(lines=(ebook,), fulfillments=()), request(("pasta", 2)))

    assert refusal_of(ensure_refund(before, request(("pasta", quantity)))).message == message


def test_units_are_bound_to_the_oldest_fulfillment_that_has_them():
    """Of ful_2 (two) and ful_1 (four), ful_2 is older: it is used up first."""
    newer = parcel(4, id="ful_1")
    older = evolve(parcel(2, id="ful_2"), created_at=CREATED - timedelta(days=1))
    lost = evolve(parcel(3, "failed", "ful_0"), created_at=CREATED - timedelta(days=2))
    before = ten(fulfillments=(lost, newer, older))

    one = refunded(before, request(("pasta", 1)))
    after = refunded(one, request(("pasta", 3)), "rfd_2")

    assert items_of(one.payment.refunds[0]) == [("pasta", 1, "10", "ful_2")]
    assert items_of(after.payment.refunds[1]) == [
        ("pasta", 1, "10", "ful_2"),
        ("pasta", 2, "20", "ful_1"),
    ]


def test_entries_of_one_line_have_their_worth_in_sequence():
    """Three are worth 10: V(1) = 3.33, V(2) = 6.67, V(3) = 10."""
    sent = (parcel(1), parcel(1, id="ful_2"), parcel(1, id="ful_3"))
    three = (line("pasta", 3, "3.333333"),)
    before = ten(payment("paid", 30), lines=three, fulfillments=sent)

    (made,) = refunded(before, request(("pasta", 3))).payment.refunds

    assert [worth for _, _, worth, _ in items_of(made)] == ["3.33", "3.34", "3.33"]


def test_shipping_is_refunded_up_to_its_worth_in_all():
    first = refunded(ten(), request(shipping="15"))

    refusal = refusal_of(ensure_refund(first, request(shipping="5.01")))

    assert isinstance(refusal, InvalidFields)
    (problem,) = refusal.problems
    assert problem.path == ("shipping",)
    assert problem.facts == {
        "worth": "20 INR",
        "refunded": "15 INR",
        "refundable": "5 INR",
        "requested": "5.01 INR",
    }
    assert refusal.message == (
        "Shipping is worth 20 INR, of which 15 INR are refunded: at most 5 INR can be refunded, "
        "not 5.01 INR."
    )
    assert refusal_of(ensure_refund(ten(), request(shipping="21"))).message == (
        "Shipping is worth 20 INR: at most 20 INR can be refunded, not 21 INR."
    )
    assert outcome(first, request(shipping="5")) == "ok"
    assert outcome(settled(first, "failed"), request(shipping="20")) == "ok"


@pytest.mark.parametrize(
    ("paid", "amount", "balance"),
    [
        (payment("paid", 120), "20", "0"),
        (payment("paid", 110), "10", "0"),
        (payment("paid", 100), "0", "0"),
        (payment("paid", 90), "0", "10"),
        (payment("pending"), "0", "100"),
        (payment("authorized"), "0", "100"),
        (payment("paid", 150), "20", "-30"),
        (payment("paid", 120, (refund(110),)), "0", "0"),
        (payment("paid", 120, (refund(5),)), "15", "0"),
        (payment("paid", 120, (refund(120),)), "0", "0"),
    ],
)
def test_the_amount_is_what_the_customer_is_owed(paid: Payment, amount: str, balance: str):
    """Two units credit 20; what an earlier bare refund paid back is not paid back twice."""
    after = refunded(ten(paid), request(("pasta", 2)), "rfd_2")

    made = after.payment.refunds[-1]
    assert (made.amount, made.owed) == (inr(amount), inr(amount))
    assert after.balance.amount == Decimal(balance)


def test_a_refund_of_nothing_waits_for_nobody():
    order = evolve(ten(payment("pending")), returns=(returned(),))
    after = refunded(order, request(("pasta", 2), return_id="ret_1"))

    (made,) = after.payment.refunds
    assert (made.status, made.parts, made.return_id) == (RefundStatus.SUCCEEDED, (), "ret_1")
    assert after.timeline[-1].to == "succeeded"


@pytest.mark.parametrize(
    ("paid", "code"),
    [
        (payment("paid", 120), "ok"),
        (payment("paid", 90), "nothing_is_owed"),
        (payment("pending"), "payment_not_refundable"),
        (payment("paid", 120, (refund(120),)), "payment_not_refundable"),
    ],
)
def test_shipping_alone_is_refunded_if_it_is_owed(paid: Payment, code: str):
    assert outcome(ten(paid), request(shipping="5")) == code
    assert outcome(ten(paid), request(adjustment="5")) == code


def test_a_cancelled_order_owes_failed_refunds_alone():
    record = Cancellation(reason=CancelReason.FRAUD, at=CREATED, by="key:1", restocked=False)
    paid = evolve(payment("paid", 120, (refund(30, "failed"),)), refunded_at_cancellation=inr(30))
    before = ten(paid, status="cancelled", cancellation=record, fulfillments=())

    after = refunded(before, request(shipping="20"), "rfd_2")

    assert after.payment.refunds[-1].amount == inr(20)
    assert outcome(settled(after, "failed", "rfd_2"), request(shipping="20")) == "ok"
    assert refunded(after, request(adjustment="20"), "rfd_3").payment.refunds[-1].amount == inr(10)


TENDERS = (
    Tender(id="card", method="card", amount=inr(100)),
    Tender(id="gift", method="gift_card", amount=inr(20)),
)


def test_the_newest_tender_comes_first_unless_the_request_says():
    before = ten(evolve(payment("paid", 120), tenders=TENDERS))
    named = (
        TenderShare(id="card", amount=Decimal(25)),
        TenderShare(id="gift", amount=Decimal(5)),
    )

    by_rule = ensure_refund(before, request(("pasta", 3))).unwrap()
    by_name = ensure_refund(before, request(("pasta", 3), tenders=named)).unwrap()
    bare = ensure_refund(before, request(amount="30", tenders=named)).unwrap()

    assert by_rule.parts == (
        RefundPart(tender_id="gift", amount=inr(20)),
        RefundPart(tender_id="card", amount=inr(10)),
    )
    assert (
        by_name.parts
        == bare.parts
        == (
            RefundPart(tender_id="card", amount=inr(25)),
            RefundPart(tender_id="gift", amount=inr(5)),
        )
    )
    assert outcome(before, request(("pasta", 2), tenders=named)) == "tenders_do_not_add_up"
    assert outcome(before, request(("pasta", 2), tenders=())) == "tenders_do_not_add_up"
    assert outcome(before, request(amount="31", tenders=named)) == "tenders_do_not_add_up"


def test_a_credit_counts_whole_while_one_part_has_not_failed():
    before = refunded(ten(evolve(payment("paid", 120), tenders=TENDERS)), request(("pasta", 3)))
    (made,) = before.payment.refunds

    after = before.settle_refund(made, RefundStatus.FAILED, change(3), "gift")

    assert after.payment.credited == inr(30)
    assert after.balance == SignedMoney(-200_000, "INR")
    assert after.units["pasta"].refunded == 3


@given(data=st.data())
def test_units_of_any_sequence_add_up_to_their_worth(data: st.DataObject):
    """No sequence pays back more than was paid, and all units together are worth the line."""
    quantity = data.draw(st.integers(1, 7), "ordered")
    price = data.draw(st.sampled_from(["3.333333", "0.01", "10", "0.005"]), "price")
    paid = payment("paid", data.draw(st.integers(0, 30), "paid"))
    lines = (line("pasta", quantity, price),)
    now = ten(paid, lines=lines, shipping=inr(0), fulfillments=(parcel(quantity),))
    for number in range(data.draw(st.integers(1, 6), "steps")):
        left = quantity - now.units["pasta"].refunded
        pending = [r.id for r in now.payment.refunds if r.status is RefundStatus.PENDING]
        is_failing = bool(pending) and data.draw(st.booleans(), "fails")
        if is_failing:
            now = settled(now, "failed", data.draw(st.sampled_from(pending)))
        elif left:
            some = data.draw(st.integers(1, left), "units")
            now = refunded(now, request(("pasta", some)), f"rfd_{number}")
        credited = sum(each.credit.units for each in now.payment.refunds if each.counts)
        assert now.payment.credited.units == credited <= now.total.units
        if now.units["pasta"].refunded == quantity:
            assert now.payment.credited == now.total
        assert 0 <= now.payment.refunded.units <= now.payment.captured.units
        exact = now.total.units - credited - now.payment.refundable.units
        assert now.balance.units == max(exact, -now.payment.refundable.units)
