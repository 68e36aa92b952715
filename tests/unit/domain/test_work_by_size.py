"""Work of decisions and changes by the number of lines and tenders, counted in steps."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_policy import (
    ensure_any_cancellable,
    ensure_items_cancellable,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.payment import RefundStatus
from seller_orders.domain.refund_policy import ensure_any_refund, ensure_refund, new_refund
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.tender import Tender
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import LATER, change, inr, line, order, payment
from tests.support.counted_work import steps_of


def with_lines(lines: int) -> Order:
    several = tuple(line(f"line_{number}", 2) for number in range(lines))
    return order(lines=several, discount=inr(0), payment=payment("pending"))


def of_each_line(subject: Order, quantity: int) -> tuple[ItemQuantity, ...]:
    return tuple(ItemQuantity(line.id, quantity) for line in subject.lines)


def cancel(subject: Order, quantity: int) -> bool:
    request = ItemCancellationRequest(
        items=of_each_line(subject, quantity), reason=CancelReason.FRAUD
    )
    return is_successful(ensure_items_cancellable(subject, request, OPEN))


def refund(subject: Order) -> bool:
    request = RefundRequest(items=of_each_line(subject, 1))
    return is_successful(ensure_refund(subject, request))


@pytest.mark.parametrize(
    "decide",
    [
        partial(cancel, quantity=1),
        partial(cancel, quantity=3),
        refund,
        partial(ensure_any_cancellable, rules=OPEN),
        ensure_any_refund,
    ],
    ids=["cancel", "cancel too many", "refund too many", "any cancellation", "any refund"],
)
def test_a_decision_is_linear_in_the_lines(decide: Callable[[Order], object]):
    decide(with_lines(9))

    one, two, four = (steps_of(partial(decide, with_lines(size))) for size in (50, 100, 200))

    assert (four - two) <= 2.1 * (two - one)


def with_tenders(tenders: int) -> Order:
    several = tuple(Tender(id=f"tnd_{n}", method="card", amount=inr(1)) for n in range(tenders))
    paid = evolve(payment("paid", tenders), tenders=several)
    asked = new_refund(
        ensure_refund(order(payment=paid), RefundRequest(amount=Decimal(tenders))).unwrap(),
        "rfd_1",
        LATER,
    )
    return order(payment=paid).request_refund(asked, change(2))


def settle(subject: Order) -> Order:
    (pending,) = subject.payment.refunds
    return subject.settle_refund(pending, RefundStatus.FAILED, change(3))


def capture(subject: Order) -> Order:
    more = Tender(id="tnd_new", method="cash", amount=inr(1))
    paid = evolve(
        subject.payment,
        captured=subject.payment.captured + inr(1),
        tenders=(*subject.payment.tenders, more),
    )
    return subject.update_payment(paid, change(3))


@pytest.mark.parametrize("act", [settle, capture])
def test_a_change_of_money_is_linear_in_the_tenders(act: Callable[[Order], Order]):
    act(with_tenders(9))
    subjects = [with_tenders(size) for size in (50, 100, 200)]

    one, two, four = (steps_of(partial(act, subject)) for subject in subjects)

    assert (four - two) <= 2.1 * (two - one)
