"""Steps of a sequence that return units, beside those of ``sequence_steps``."""

from returns.result import Result, Success

from seller_orders.domain.courier_report import CourierReport, record_report
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.refusals import Refusal
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_policy import (
    ensure_receivable,
    ensure_return_status,
    ensure_returnable,
)
from seller_orders.domain.return_rules import ReturnRules
from seller_orders.testing.sample_order import change
from tests.support.sample_returns import came_back, to_return
from tests.unit.domain.sequence_steps import Step

RULES = ReturnRules()


def send_back(id: str, **units: int) -> Step:
    """Create a return of units by line id."""
    request = to_return(**units)

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        return ensure_returnable(before, request, RULES).map(
            lambda items: add_return(before, items, request, id, change(number))
        )

    return step


def decide(id: str, status: str) -> Step:
    """Approve, reject, close or cancel a return."""

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        target = ReturnStatus(status)
        return ensure_return_status(before, id, target).map(
            lambda current: set_return_status(before, current, target, change(number))
        )

    return step


def take_in(id: str, *items: tuple[str, int, str]) -> Step:
    """Receive units: a line id, a quantity and a condition each."""
    received = came_back(*items)

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        return ensure_receivable(before, id, received, RULES).map(
            lambda current: receive(before, current, received, RULES, change(number))
        )

    return step


def report(id: str, status: str, *, is_booking_refused: bool = False) -> Step:
    """Record a courier's report of a fulfillment."""
    said = CourierReport(status=FulfillmentStatus(status), is_booking_refused=is_booking_refused)

    def step(before: Order, number: int) -> Result[Order, Refusal]:
        found = before.fulfillment(id)
        assert found is not None
        return Success(record_report(before, found, said, change(number)))

    return step
