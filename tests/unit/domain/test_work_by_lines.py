"""Work of decisions about units by the number of an order's lines, counted in steps."""

from collections.abc import Callable
from functools import partial

import pytest
from returns.pipeline import is_successful

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.item_cancellation import ItemCancellationRequest
from seller_orders.domain.item_cancellation_policy import (
    ensure_any_cancellable,
    ensure_items_cancellable,
)
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.order import Order
from seller_orders.domain.refund_request import RefundRequest
from seller_orders.domain.transition_rules import OPEN
from seller_orders.domain.unit_refund_policy import ensure_any_refund, ensure_refund
from seller_orders.testing.sample_order import inr, line, order, payment
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
