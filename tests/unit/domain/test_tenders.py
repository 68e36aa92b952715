"""Tenders of a payment: on drafts, and as updates add or capture them."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.draft import TenderDraft
from seller_orders.domain.payment import Payment, PaymentStatus
from seller_orders.domain.payment_policy import ensure_payment_update
from seller_orders.domain.refusals import InvalidFields, Refusal, TendersDoNotAddUp
from seller_orders.domain.tender import Tender, TenderStatus
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    cancellation_request,
    change,
    inr,
    order,
    payment,
)
from tests.support.drafts import assembled, draft
from tests.support.order_changes import assert_one_change

PAID = PaymentStatus.PAID


def tender(id: str, amount: str | int, status: str = "captured", **fields: Any) -> Tender:
    usual: dict[str, Any] = {"id": id, "method": "card", "amount": inr(amount)}
    return Tender(**usual | fields, status=TenderStatus(status))


def with_tenders(status: str, captured: str | int, *tenders: Tender) -> Payment:
    return evolve(payment(status, captured), tenders=tenders)


def update(
    current: Payment, status: str, captured: int | None, *named: Tender, **options: Any
) -> Any:
    sum = None if captured is None else inr(captured)
    decision = ensure_payment_update(
        current, inr(250), PaymentStatus(status), sum, named, **options
    )
    return decision.value_or(None) or decision.failure()


def problems_of(refusal: Refusal) -> list[tuple[str, tuple[str | int, ...]]]:
    assert isinstance(refusal, InvalidFields)
    return [(problem.code, problem.path) for problem in refusal.problems]


def drafted(status: str, paid: str, *tenders: tuple[str | None, str, str]) -> Any:
    drafts = tuple(
        TenderDraft(id=id, method="card", amount=Decimal(amount), status=TenderStatus(each))
        for id, amount, each in tenders
    )
    given = evolve(
        draft().payment, status=PaymentStatus(status), amount_paid=Decimal(paid), tenders=drafts
    )
    made = assembled(draft(payment=given), tender_ids=["tnd_new1", "tnd_new2", "tnd_new3"])
    return made.value_or(None) or made.failure()


@pytest.mark.parametrize(
    ("status", "paid", "tenders"),
    [
        ("paid", "10", [("4", "captured"), ("6", "captured")]),
        ("paid", "10", [("10", "captured"), ("240", "authorized")]),
        ("authorized", "0", [("250", "authorized")]),
        ("authorized", "0", [("100", "authorized"), ("300", "authorized")]),
        ("pending", "0", [("250", "authorized")]),
        ("voided", "0", [("250", "authorized")]),
        ("paid", "250.01", [("250.01", "captured")]),
    ],
)
def test_a_draft_keeps_tenders_that_add_up(status: str, paid: str, tenders: list[tuple[str, str]]):
    made = drafted(status, paid, *[(None, amount, each) for amount, each in tenders])

    assert [(str(one.amount.amount), one.status) for one in made.payment.tenders] == tenders
    assert made.payment.captured == inr(paid)


@pytest.mark.parametrize(
    ("status", "paid", "tenders"),
    [
        ("paid", "10", [("4", "captured"), ("5.99", "captured")]),
        ("paid", "10", [("4", "captured"), ("6", "authorized")]),
        ("paid", "10", [("10", "authorized")]),
        ("authorized", "0", [("10", "captured")]),
        ("paid", "0", [("0.01", "captured")]),
    ],
)
def test_a_draft_is_refused_if_tenders_do_not_add_up(
    status: str, paid: str, tenders: list[tuple[str, str]]
):
    refused = drafted(status, paid, *[(None, amount, each) for amount, each in tenders])

    assert type(refused) is TendersDoNotAddUp
    assert problems_of(refused) == [("tenders_do_not_add_up", ("payment", "tenders"))]


def test_the_refusal_gives_both_sums():
    refused = drafted("paid", "10", (None, "4", "captured"))

    assert refused.message == (
        "The captured tenders add up to 4 INR, amount_paid is 10 INR: they must be equal; mark "
        "what is not captured as authorized."
    )


@pytest.mark.parametrize(
    ("tenders", "problem"),
    [
        ([("t", "4"), ("t", "6")], ("duplicate", ("payment", "tenders", 1, "id"))),
        ([("a", "10"), ("b", "0")], ("amount_out_of_range", ("payment", "tenders", 1, "amount"))),
    ],
)
def test_a_draft_names_the_wrong_tender(tenders: list[tuple[str, str]], problem: Any):
    refused = drafted("paid", "10", *[(id, amount, "captured") for id, amount in tenders])

    assert problems_of(refused) == [problem]


def test_a_draft_with_other_problems_too_is_invalid():
    """The code of the whole refusal names one rule only if no other is broken."""
    refused = drafted("pending", "10", ("a", "4", "captured"))

    assert type(refused) is InvalidFields
    assert problems_of(refused) == [
        ("not_paid", ("payment", "amount_paid")),
        ("tenders_do_not_add_up", ("payment", "tenders")),
    ]


def test_a_draft_names_a_tender_of_too_many_decimals():
    refused = drafted("paid", "10", ("a", "10", "captured"), ("b", "0.001", "captured"))

    assert problems_of(refused) == [("too_many_decimals", ("payment", "tenders", 1, "amount"))]


def test_an_id_is_generated_where_none_is_given():
    made = drafted("paid", "10", (None, "4", "captured"), ("own", "6", "captured"))

    assert [one.id for one in made.payment.tenders] == ["tnd_new1", "own"]


def test_a_stored_orders_tenders_need_not_add_up():
    """An earlier release captures more and does not know of tenders."""
    given = evolve(
        draft().payment,
        tenders=(TenderDraft(id="tnd_1", method="card", amount=Decimal(4)),),
    )

    assert assembled(draft(payment=given), is_stored=True).unwrap().payment.tenders


@pytest.mark.parametrize(
    ("current", "captured", "named", "expected"),
    [
        # Added to a payment without tenders: all that is captured has to be named.
        (payment("pending"), 10, [tender("a", 4), tender("b", 6)], [("a", 4), ("b", 6)]),
        (payment("pending"), None, [tender("a", 4), tender("b", 6)], [("a", 4), ("b", 6)]),
        (payment("paid", 5), None, [tender("a", 5)], [("a", 5)]),
        (payment("paid", 5), 10, [tender("a", 5), tender("b", 5)], [("a", 5), ("b", 5)]),
        # Added beside others.
        (with_tenders("paid", 5, tender("a", 5)), None, [tender("b", 7)], [("a", 5), ("b", 7)]),
        # An authorized one is captured, whole or in part.
        (
            with_tenders("authorized", 0, tender("a", 9, "authorized")),
            9,
            [tender("a", 9)],
            [("a", 9)],
        ),
        (
            with_tenders("authorized", 0, tender("a", 9, "authorized")),
            None,
            [tender("a", 8)],
            [("a", 8)],
        ),
        # Named as it is.
        (with_tenders("paid", 5, tender("a", 5)), 5, [tender("a", 5)], [("a", 5)]),
    ],
)
def test_named_tenders_are_added_or_captured(
    current: Payment, captured: int | None, named: list[Tender], expected: list[tuple[str, int]]
):
    after = update(current, "paid", captured, *named)

    assert [(one.id, one.amount) for one in after.tenders] == [
        (id, inr(amount)) for id, amount in expected
    ]
    assert all(one.status == "captured" for one in after.tenders)
    assert after.captured == inr(sum(amount for _, amount in expected))


@pytest.mark.parametrize(
    ("current", "status", "captured", "named"),
    [
        (payment("pending"), "paid", 10, [tender("a", 4)]),
        (payment("pending"), "paid", None, [tender("a", 10, "authorized")]),
        (payment("paid", 5), "paid", 10, [tender("a", 5)]),
        (payment("paid", 5), "paid", None, [tender("a", 4)]),
        (payment("paid", 5), "paid", None, [tender("a", 4, "authorized")]),
        (with_tenders("paid", 5, tender("a", 5)), "paid", 10, []),
        (with_tenders("authorized", 0, tender("a", 9, "authorized")), "paid", None, []),
        (with_tenders("authorized", 0, tender("a", 9, "authorized")), "paid", 9, []),
    ],
)
def test_an_update_is_refused_if_tenders_do_not_add_up(
    current: Payment, status: str, captured: int | None, named: list[Tender]
):
    refused = update(current, status, captured, *named)

    assert type(refused) is TendersDoNotAddUp
    assert problems_of(refused) == [("tenders_do_not_add_up", ("tenders",))]
    assert "name the tenders that make the difference" in refused.message


def test_an_update_without_effect_needs_no_sum_of_tenders():
    """An earlier release captured more than the tenders, which it does not know."""
    stored = with_tenders("paid", 200, tender("tnd_1", 100))

    assert update(stored, "paid", 200) == stored


def test_an_authorized_tender_keeps_what_a_capture_leaves_out():
    authorized = tender("a", 9, "authorized", reference="pi_1", provider_id="stripe")
    current = with_tenders("authorized", 0, authorized)

    plain = update(current, "paid", None, tender("a", 9))
    named = update(current, "paid", None, tender("a", 9, reference="ch_1", provider_id="other"))

    assert plain.tenders == (tender("a", 9, reference="pi_1", provider_id="stripe"),)
    assert named.tenders == (tender("a", 9, reference="ch_1", provider_id="other"),)
    # The same request again changes nothing.
    assert update(plain, "paid", None, tender("a", 9)) == plain


@pytest.mark.parametrize(
    ("known", "named", "problem"),
    [
        (tender("a", 5), tender("a", 4), ("duplicate", ("tenders", 0, "id"))),
        (tender("a", 5), tender("a", 5, "authorized"), ("duplicate", ("tenders", 0, "id"))),
        (tender("a", 5), tender("a", 5, method="cash"), ("duplicate", ("tenders", 0, "id"))),
        (
            tender("a", 5, "authorized"),
            tender("a", 4, "authorized"),
            ("duplicate", ("tenders", 0, "id")),
        ),
        (
            tender("a", 5, "authorized"),
            tender("a", "5.01"),
            ("amount_exceeds_authorized", ("tenders", 0, "amount")),
        ),
    ],
)
def test_only_an_authorized_tender_is_replaced(known: Tender, named: Tender, problem: Any):
    captured = str(known.amount.amount) if known.is_captured else 0
    current = with_tenders("paid", captured, known)

    assert problems_of(update(current, "paid", None, named)) == [problem]


@pytest.mark.parametrize(
    ("amount", "outcome"), [("999999999999.98", "ok"), ("999999999999.99", "amount_out_of_range")]
)
def test_tenders_add_up_to_less_than_the_limit(amount: str, outcome: str):
    current = with_tenders("paid", "0.01", tender("a", "0.01"))

    after = update(current, "paid", None, tender("b", amount), overpayment=True)

    if outcome == "ok":
        assert after.captured == inr("999999999999.99")
    else:
        assert problems_of(after) == [(outcome, ("tenders",))]


def test_the_largest_tenders_are_beyond_the_limit_together():
    most = "999999999999.99"
    current = with_tenders("paid", most, tender("a", most))

    refused = update(current, "paid", None, tender("b", most), overpayment=True)

    assert problems_of(refused) == [("amount_out_of_range", ("tenders",))]


def test_a_tender_after_an_unchanged_one_is_checked():
    first, second = tender("a", 4), tender("b", 6)
    current = with_tenders("paid", 10, first, second)

    refused = update(current, "paid", None, first, tender("b", 5))

    assert problems_of(refused) == [("duplicate", ("tenders", 1, "id"))]


def test_captured_tenders_need_a_paid_payment():
    refused = update(payment("pending"), "authorized", None, tender("a", 5))

    assert problems_of(refused) == [("not_paid", ("amount_captured",))]


def test_tenders_above_the_total_are_an_overpayment():
    whole = tender("a", 251)

    refused = update(payment("pending"), "paid", None, whole)
    taken = update(payment("pending"), "paid", None, whole, overpayment=True)

    assert problems_of(refused) == [("amount_exceeds_total", ("amount_captured",))]
    assert taken.captured == inr(251)


def test_the_timeline_names_new_tenders_without_references():
    kept, new = tender("a", 5), tender("b", 7, reference="ch_1", provider_id="stripe")
    before = order(payment=with_tenders("paid", 5, kept))

    after = before.update_payment(with_tenders("paid", 12, kept, new), change())

    data = {"captured": Decimal(12), "tenders": [{"id": "b", "amount": Decimal(7)}]}
    assert_one_change(before, after, "order.payment_updated", from_="paid", to="paid", data=data)


def test_a_cancellation_voids_and_keeps_authorized_tenders():
    authorized = tender("a", 250, "authorized")
    unpaid = order(payment=with_tenders("authorized", 0, authorized))

    terms = ensure_cancellable(unpaid, cancellation_request(refund=True), OPEN).unwrap()
    cancelled = unpaid.cancel(terms, "rfd_1", change())

    assert (cancelled.payment.status, cancelled.payment.tenders) == ("voided", (authorized,))
    assert cancelled.payment.refunds == ()
