"""Work of decisions and changes by the number of lines and tenders, counted in steps."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.fulfillment_policy import ensure_fulfillable
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.domain.hold_change import add_hold
from seller_orders.domain.hold_policy import ensure_holdable, not_held
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
from seller_orders.domain.return_change import add_return, receive
from seller_orders.domain.return_policy import ensure_receivable, ensure_returnable
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.domain.tender import Tender
from seller_orders.domain.transition_rules import OPEN
from seller_orders.testing.sample_order import (
    LATER,
    change,
    fulfillment,
    handed_over,
    inr,
    line,
    order,
    payment,
)
from tests.support.counted_work import steps_of
from tests.support.sample_returns import came_back, to_return

RULES = ReturnRules()


class CountedId(str):
    """Identifier that counts how often it is compared with others."""

    comparisons = 0
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        CountedId.comparisons += 1
        return str.__eq__(self, other)


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


def receive_all(subject: Order) -> None:
    """Receive each line of a return of all lines in two conditions."""
    units = {line.id: 2 for line in subject.lines}
    whole = evolve(subject, fulfillments=(handed_over(fulfillment("delivered", "ful_1", **units)),))
    request = to_return(**units)
    items = ensure_returnable(whole, request, RULES).unwrap()
    asked = add_return(whole, items, request, "ret_1", change(2))
    back = came_back(*((id, 1, how) for id in units for how in ("resellable", "damaged")))
    current = ensure_receivable(asked, "ret_1", back, RULES).unwrap()
    receive(asked, current, back, RULES, change(3))


def hold(subject: Order) -> None:
    ids = tuple(line.id for line in subject.lines)
    request = HoldRequest(reason=HoldReason.OTHER, items=ids)
    assert is_successful(ensure_holdable(subject, request, LATER))


@pytest.mark.parametrize(
    "decide",
    [
        receive_all,
        hold,
        partial(cancel, quantity=1),
        partial(cancel, quantity=3),
        refund,
        partial(ensure_any_cancellable, rules=OPEN),
        ensure_any_refund,
    ],
    ids=[
        "receive",
        "hold",
        "cancel",
        "cancel too many",
        "refund too many",
        "any cancellation",
        "any refund",
    ],
)
def test_a_decision_is_linear_in_the_lines(decide: Callable[[Order], object]):
    decide(with_lines(9))

    one, two, four = (steps_of(partial(decide, with_lines(size))) for size in (50, 100, 200))

    assert (four - two) <= 2.1 * (two - one)


def comparisons_of_holds(size: int) -> int:
    """Return the comparisons of ids while lines are held, and others of them are to be shipped."""
    ids = [CountedId(f"line_{number}") for number in range(size)]
    subject = order(lines=tuple(line(id, 2) for id in ids), discount=inr(0))
    twice = HoldRequest(reason=HoldReason.OTHER, items=(*map(CountedId, ids), *map(CountedId, ids)))
    held = add_hold(subject, evolve(twice, items=tuple(ids[size // 2 :])), "hld_1", change(2))
    before = CountedId.comparisons
    assert not is_successful(ensure_holdable(subject, twice, LATER))
    assert is_successful(ensure_fulfillable(held, of_each_line(subject, 1)[: size // 2], LATER))
    assert len(not_held(held, held.remaining, LATER)) == size // 2
    return CountedId.comparisons - before


def test_holds_compare_each_line_a_few_times():
    """Steps do not count the comparisons that a search of a tuple makes."""
    assert comparisons_of_holds(100) <= 100 * 20


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
