"""Orders whose units come back, some in a condition that only this shop knows."""

from typing import Final

from attrs import evolve

from seller_orders.domain.order import Order
from seller_orders.domain.order_return import ReturnStatus
from seller_orders.domain.return_change import add_return, receive, set_return_status
from seller_orders.domain.return_policy import ensure_returnable
from seller_orders.domain.return_request import ReceivedItem, ReturnRequest, ReturnRequestItem
from seller_orders.domain.return_rules import RETURN_CONDITIONS, ReturnCondition, ReturnRules
from seller_orders.domain.values import Tracking
from seller_orders.testing.sample_order import change, fulfillment, handed_over

_RULES: Final = ReturnRules(conditions={**RETURN_CONDITIONS, "opened_box": ReturnCondition()})


def with_return(order: Order, tracking: tuple[Tracking, ...] = (), **reasons: str) -> Order:
    """Return the next version of an order, with a return of all units of lines, by line id.

    All units of the order were delivered.
    """
    parcel = handed_over(
        fulfillment("delivered", "ful_1", **{each.id: each.quantity for each in order.lines})
    )
    delivered = evolve(order, fulfillments=(parcel,))
    items = tuple(
        ReturnRequestItem(id=line.id, quantity=line.quantity, reason=reasons[line.id])
        for line in order.lines
        if line.id in reasons
    )
    request = ReturnRequest(items=items, note="Do not tell", tracking=tracking)
    units = ensure_returnable(delivered, request, _RULES).unwrap()
    return add_return(delivered, units, request, "ret_1", change(order.version + 1))


def moved_return(order: Order, status: str) -> Order:
    """Return the next version of an order, with another status of its return."""
    (return_,) = order.returns
    return set_return_status(order, return_, ReturnStatus(status), change(order.version + 1))


def received(order: Order, *units: tuple[str, int, str]) -> Order:
    """Return the next version of an order, with units (line, quantity, condition) received."""
    (return_,) = order.returns
    items = [
        ReceivedItem(id=id, quantity=quantity, condition=condition)
        for id, quantity, condition in units
    ]
    return receive(order, return_, items, _RULES, change(order.version + 1))
