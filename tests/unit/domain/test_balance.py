"""Balance of an order: sequences worked out by hand, and properties with an oracle by hand."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from seller_orders.domain.balance import open_units, owed_part
from seller_orders.domain.cancellation import Cancellation, CancelReason
from seller_orders.domain.cancellation_policy import ensure_cancellable
from seller_orders.domain.order import Order
from seller_orders.domain.payment import PaymentStatus, Refund, RefundStatus
from seller_orders.domain.payment_policy import ensure_payment_update, ensure_refundable
from seller_orders.domain.refund_settlement import ensure_settles
from seller_orders.domain.signed_money import SignedMoney
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing import reference_rules
from seller_orders.testing.sample_order import (
    CREATED,
    LATER,
    cancellation_request,
    change,
    inr,
    line,
    order,
    payment,
    refund,
)
from seller_orders.testing.strategies import orders

Step = Callable[[Order], Order]


def placed(status: str = "pending", captured: str | int = 0) -> Order:
    """Return an order of 100."""
    lines = (line("pasta", 1, "100"),)
    return order(lines=lines, discount=inr(0), payment=payment(status, captured))


def pay(amount: str | int) -> Step:
    """Record that ``amount`` has been paid by now."""

    def step(before: Order) -> Order:
        update = ensure_payment_update(
            before.payment, before.total, PaymentStatus.PAID, inr(amount), overpayment=True
        )
        return before.update_payment(update.unwrap(), change())

    return step


def give(amount: str | int, id: str = "rfd_1") -> Step:
    """Request a refund of an amount."""

    def step(before: Order) -> Order:
        allowed = ensure_refundable(before.payment, inr(amount)).unwrap()
        return before.request_refund(Refund(id=id, amount=allowed, created_at=CREATED), change())

    return step


def settle(status: str, id: str = "rfd_1") -> Step:
    """Record the outcome of a refund."""

    def step(before: Order) -> Order:
        found = before.refund(id)
        assert found is not None
        settled = ensure_settles(found, RefundStatus(status)).unwrap()
        return before.settle_refund(found, settled, change())

    return step


def cancel(amount: str | None = None, *, refund: bool = True) -> Step:
    """Cancel, with the refund ``rfd_c`` of an amount, or of all that is left."""

    def step(before: Order) -> Order:
        given: dict[str, Any] = {"refund": refund} | ({"refund_amount": amount} if amount else {})
        terms = ensure_cancellable(before, cancellation_request(**given), OPEN).unwrap()
        return before.cancel(terms, "rfd_c", change())

    return step


# Total 100. Each step with the balance after it.
SEQUENCES: dict[str, tuple[Order, list[tuple[Step, str]]]] = {
    "paid in two parts": (placed(), [(pay(40), "60"), (pay(100), "0")]),
    "paid too much, and given back": (
        placed(),
        [
            (pay("100.02"), "-0.02"),
            (give("0.02"), "0"),
            (settle("succeeded"), "0"),
        ],
    ),
    "what was owed comes back as owed if its refund fails": (
        placed("paid", 130),
        [(give(30), "0"), (settle("failed"), "-30"), (give(30, "rfd_2"), "0")],
    ),
    "goodwill of a paid order is no debt": (
        placed("paid", 100),
        [(give(15), "0"), (settle("succeeded"), "0"), (give(85, "rfd_2"), "0")],
    ),
    "goodwill that fails leaves nothing owed": (
        placed("paid", 100),
        [(give(15), "0"), (settle("failed"), "0")],
    ),
    "goodwill of a partly paid order leaves the old debt": (
        placed("paid", 50),
        [(give(20), "50"), (pay(100), "0"), (settle("failed"), "0")],
    ),
    "a refund beyond what is owed is goodwill for the rest": (
        # 10 of 25 were owed; 15 are goodwill.
        placed("paid", 110),
        [(give(25), "0"), (settle("failed"), "-10")],
    ),
    "goodwill first, overpayment later": (
        # Kept: 100 - 20 = 80, so 20 are open, and 20 were goodwill. Then 130 - 20 = 110 are kept.
        placed("paid", 100),
        [(give(20), "0"), (pay(130), "-10"), (give(10, "rfd_2"), "0"), (pay(131), "-1")],
    ),
    "cancelled with a refund that fails": (
        placed("paid", 100),
        [(cancel(), "0"), (settle("failed", "rfd_c"), "-100"), (give(100, "rfd_2"), "0")],
    ),
    "cancelled without a refund owes nothing": (
        placed("paid", 100),
        [(cancel(refund=False), "0"), (give(40), "0"), (settle("failed"), "0")],
    ),
    "cancelled with a part refunded": (
        placed("paid", 100),
        [(cancel("60"), "0"), (settle("failed", "rfd_c"), "-60"), (give(25, "rfd_2"), "-35")],
    ),
    "an earlier refund fails after the cancellation": (
        # Refunded at the cancellation: 30 + 70 = 100; then 70, then 80.
        placed("paid", 100),
        [
            (give(30), "0"),
            (cancel(), "0"),
            (settle("failed"), "-30"),
            (give(10, "rfd_2"), "-20"),
            (settle("failed", "rfd_2"), "-30"),
        ],
    ),
    "a refund that failed before the cancellation does not count": (
        placed("paid", 100),
        [(give(30), "0"), (settle("failed"), "0"), (cancel("50"), "0")],
    ),
    "more is given back after the cancellation": (
        placed("paid", 100),
        [(cancel("60"), "0"), (give(40), "0"), (settle("failed", "rfd_c"), "-20")],
    ),
    "an unpaid order is cancelled": (placed(), [(cancel(refund=False), "0")]),
    "cancelled while overpaid": (
        placed("paid", 120),
        [(cancel("100"), "0"), (settle("failed", "rfd_c"), "-100")],
    ),
    "a voided payment is paid after all": (
        placed(),
        [(cancel(refund=False), "0"), (pay(100), "0"), (give(100), "0")],
    ),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_sequence_leaves_the_balance_worked_out_by_hand(name: str):
    now, steps = SEQUENCES[name]
    for number, (step, expected) in enumerate(steps):
        now = step(now)
        assert (number, now.balance.amount) == (number, Decimal(expected))


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (placed(), "100"),
        (placed("authorized"), "100"),
        (placed("paid", "99.99"), "0.01"),
        (placed("paid", 100), "0"),
        (placed("paid", "100.01"), "-0.01"),
        (order("cancelled", payment=payment("paid", 250)), "0"),
        (order("cancelled", payment=payment("paid", 251)), "-1"),
    ],
)
def test_a_new_order_has_a_balance(made: Order, expected: str):
    """The status cancelled alone is no recorded cancellation."""
    assert made.balance.amount == Decimal(expected)


amounts = st.integers(0, 6)


@given(total=amounts, credited=amounts, kept=amounts, goodwill=amounts)
def test_open_units_follow_the_contract(total: int, credited: int, kept: int, goodwill: int):
    """The oracle: exact fractions, the rules in the order of the contract's text."""
    expected = Fraction(total) - Fraction(credited) - Fraction(kept)
    if expected > 0:
        expected = expected - goodwill if expected - goodwill > 0 else Fraction(0)
    if expected < 0 and -expected > kept:
        expected = Fraction(-kept)

    found = open_units(total, credited=credited, kept=kept, goodwill=goodwill)

    assert found == expected
    assert found == reference_rules.balance(total, credited, kept, 0, goodwill)


@given(orders())
def test_balance_of_any_order(one: Order):
    paid = one.payment
    counted = list(map(counted_by_hand, paid.refunds))
    goodwill = sum(
        max(Fraction(0), count - Fraction(each.owed.amount))
        for count, each in zip(counted, paid.refunds, strict=True)
    )
    kept = Fraction(paid.captured.amount) - sum(counted)
    open_amount = Fraction(one.total.amount) - sum(map(credit_by_hand, paid.refunds)) - kept

    found = Fraction(one.balance.amount)

    if one.cancellation is not None:
        assert -sum(Fraction(each.amount.amount) for each in paid.refunds) <= found <= 0
    elif open_amount > 0:
        assert found == max(Fraction(0), open_amount - goodwill)
    else:
        assert found == max(open_amount, -kept)


def counted_by_hand(refund: Refund) -> Fraction:
    """Return what a refund counts: the parts that have not failed, or its amount."""
    parts = [(each.amount, each.status) for each in refund.parts]
    counted = [
        money for money, status in parts or [(refund.amount, refund.status)] if status != "failed"
    ]
    return sum((Fraction(money.amount) for money in counted), Fraction(0))


def credit_by_hand(refund: Refund) -> Fraction:
    """Return what a refund credits, whole unless all of it has failed."""
    if refund.status == "failed":
        return Fraction(0)
    worths = (Fraction(item.worth.amount) for item in refund.items)
    others = Fraction(refund.shipping.amount) + Fraction(refund.adjustment.amount)
    return sum(worths, others)


@given(captured=st.integers(1, 200), parts=st.lists(st.integers(1, 200), max_size=4))
def test_refunds_of_bare_amounts_never_make_a_debt(captured: int, parts: list[int]):
    now, due = placed("paid", captured), max(0, 100 - captured)
    left = captured
    for number, part in enumerate(parts):
        if part <= left:
            now = give(part, f"rfd_{number}")(now)
            left -= part

        assert now.balance.amount <= due
    returned = captured - left
    assert now.balance.amount == (due if captured <= 100 else min(0, returned - (captured - 100)))


def test_a_refund_of_a_bare_amount_keeps_what_was_owed():
    overpaid = placed("paid", 110)

    first = give(4)(overpaid)
    second = give(20, "rfd_2")(first)

    assert [(one.amount, one.owed) for one in second.payment.refunds] == [
        (inr(4), inr(4)),
        (inr(20), inr(6)),
    ]
    assert second.payment.goodwill == inr(14)


def test_nothing_is_owed_while_the_customer_owes():
    assert owed_part(inr(5), SignedMoney(1, "INR")) == inr(0)
    assert owed_part(inr(5), SignedMoney(-30_000, "INR")) == inr(3)


def cancelled_by_an_earlier_release(*refunds: Refund, refund_id: str | None = "rfd_c") -> Order:
    """Return an order whose cancellation did not record what was refunded."""
    cancellation = Cancellation(
        reason=CancelReason.FRAUD, at=LATER, by="key:1", refund_id=refund_id, restocked=False
    )
    return order("cancelled", cancellation=cancellation, payment=payment("paid", 250, refunds))


OWN = refund(150, id="rfd_c")
EARLIER, AFTERWARDS = refund(100, id="rfd_1"), refund(100, id="rfd_2")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (cancelled_by_an_earlier_release(EARLIER, OWN), 0),
        (cancelled_by_an_earlier_release(EARLIER, evolve(OWN, status=RefundStatus.FAILED)), -150),
        (
            cancelled_by_an_earlier_release(evolve(OWN, status=RefundStatus.FAILED), AFTERWARDS),
            -50,
        ),
        (cancelled_by_an_earlier_release(refund_id=None), 0),
        (cancelled_by_an_earlier_release(AFTERWARDS, refund_id=None), 0),
        (cancelled_by_an_earlier_release(OWN, AFTERWARDS), 0),
    ],
)
def test_a_cancellation_of_an_earlier_release_has_a_balance(found: Order, expected: int):
    assert found.balance.amount == expected


def test_a_refund_fails_after_an_earlier_releases_cancellation():
    found = cancelled_by_an_earlier_release(EARLIER, OWN)

    failed = settle("failed", "rfd_1")(found)

    assert failed.balance.amount == -100
    assert failed.payment.refunded_at_cancellation == inr(250)
