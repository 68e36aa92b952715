"""Work of decisions and changes by the size of an order, counted in steps."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from attrs import evolve
from returns.pipeline import is_successful

from seller_orders.application.order_history.returns import ReturnSnapshot
from seller_orders.domain.assignment import assign
from seller_orders.domain.cancellation import CancelReason
from seller_orders.domain.draft_checks import DraftReader
from seller_orders.domain.draft_returns import bound_returns, check_returns
from seller_orders.domain.fulfillment_policy import ensure_anything_remains, ensure_fulfillable
from seller_orders.domain.hold import HoldReason, HoldRequest
from seller_orders.domain.hold_change import add_hold
from seller_orders.domain.hold_policy import ensure_holdable
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
    inr,
    line,
    order,
    payment,
)
from tests.support.counted_work import calls_of, steps_of
from tests.support.sample_returns import came_back, to_return

RULES = ReturnRules()


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
    ids=[
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


class CountedId(str):
    """An id whose comparisons count as steps, those of ``in`` on a tuple included."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other)


def ids_of(subject: Order) -> tuple[str, ...]:
    """Return new texts: an object equals itself without a comparison."""
    return tuple(CountedId("".join(line.id)) for line in subject.lines)


def held(lines: int) -> Order:
    """Return an order with a hold that names every line."""
    subject = with_lines(lines)
    request = HoldRequest(reason=HoldReason.OTHER, items=ids_of(subject))
    return add_hold(subject, request, "hld_1", change(1))


def hold(subject: Order) -> bool:
    request = HoldRequest(reason=HoldReason.OTHER, items=ids_of(subject))
    return is_successful(ensure_holdable(subject, request, LATER))


def fulfill_held(subject: Order) -> bool:
    items = [ItemQuantity(id, 1) for id in reversed(ids_of(subject))]
    return is_successful(ensure_fulfillable(subject, items, LATER))


def fulfill_unheld(subject: Order) -> bool:
    return is_successful(ensure_anything_remains(subject, LATER))


@pytest.mark.parametrize(
    ("act", "made"),
    [(hold, with_lines), (fulfill_held, held), (fulfill_unheld, held)],
    ids=["hold", "fulfill held lines", "fulfill what is not held"],
)
def test_holding_is_linear_in_the_lines(
    act: Callable[[Order], object], made: Callable[[int], Order]
):
    assert_linear(act, made)


def delivered(lines: int) -> Order:
    """Return an order whose lines were delivered, each in a fulfillment of its own."""
    subject = with_lines(lines)
    each = (
        fulfillment("delivered", f"ful_{number}", **{line.id: 2})
        for number, line in enumerate(subject.lines)
    )
    return evolve(subject, fulfillments=tuple(each))


def approved(lines: int) -> Order:
    """Return a delivered order with a return of a unit of each line."""
    subject = delivered(lines)
    request = to_return(**{line.id: 1 for line in subject.lines})
    items = ensure_returnable(subject, request, RULES).unwrap()
    return add_return(subject, items, request, "ret_1", change(1))


def return_all(subject: Order) -> Order:
    request = to_return(**{line.id: 1 for line in subject.lines})
    items = ensure_returnable(subject, request, RULES).unwrap()
    return add_return(subject, items, request, "ret_1", change(1))


def receive_all(subject: Order) -> Order:
    items = came_back(*((line.id, 1, "damaged") for line in subject.lines))
    current = ensure_receivable(subject, "ret_1", items, RULES).unwrap()
    return receive(subject, current, items, RULES, change(2))


def tell_of_receipt(subject: Order) -> ReturnSnapshot:
    received = receive_all(subject)
    return ReturnSnapshot.at(received.returns[0], received.timeline[-1], ())


@pytest.mark.parametrize(
    ("act", "made"),
    [(return_all, delivered), (receive_all, approved), (tell_of_receipt, approved)],
    ids=["return", "receive", "snapshot of the receipt"],
)
def test_returning_is_linear_in_the_lines(
    act: Callable[[Order], object], made: Callable[[int], Order]
):
    assert_linear(act, made)


def check_imported(subject: Order) -> None:
    reader = DraftReader(subject.currency)
    returns = bound_returns(subject.returns, subject.fulfillments)
    check_returns(returns, subject.lines, subject.fulfillments, reader)


def test_importing_returns_is_linear_in_the_lines():
    assert_linear(check_imported, approved)


def assert_linear(act: Callable[[Order], object], made: Callable[[int], Order]) -> None:
    act(made(9))
    subjects = [made(size) for size in (50, 100, 200)]

    one, two, four = (steps_of(partial(act, subject)) for subject in subjects)

    assert (four - two) <= 2.1 * (two - one)


def test_other_changes_do_not_look_at_returns():
    def steps_beyond_the_same_order_without_returns(lines: int) -> int:
        subjects = delivered(lines), evolve(delivered(lines), returns=approved(lines).returns)
        without, with_returns = (
            steps_of(partial(assign, each, "usr_1", change(3))) for each in subjects
        )
        return with_returns - without

    assign(approved(9), "usr_1", change(3))

    # The rule of restocks alone counts what returns received.
    assert steps_beyond_the_same_order_without_returns(200) <= 6 * 200


def test_a_change_shares_the_units_of_a_line():
    subject = evolve(with_lines(3), fulfillments=(fulfillment(line_0=1),))

    after = subject.add_fulfillment(fulfillment(id="ful_2", line_1=1), change(1))

    assert after.units["line_0"] is subject.units["line_0"]
    assert after.units["line_1"].fulfilled == 1
    assert after.units["line_2"] is subject.units["line_2"]


def test_a_change_does_not_compute_the_totals_of_lines_again():
    subject = with_lines(100)
    priced = subject.subtotal

    after = assign(subject, "usr_1", change(1))

    assert calls_of(lambda: after.subtotal) < 1.5 * 100
    assert after.subtotal == priced
