"""Limits of what requests may add to one order. Imported orders may exceed them."""

from collections.abc import Sequence
from typing import Final

from seller_orders.domain.hold import Hold, HoldRequest
from seller_orders.domain.order import Order
from seller_orders.domain.refusals import FieldProblem, InvalidFields
from seller_orders.domain.return_request import ReturnRequest

MAX_LINES: Final = 10_000
MAX_HOLDS: Final = 100
MAX_HELD_LINES: Final = 20_000
"""Lines that all open holds of an order name together."""
MAX_RETURNS: Final = 200
MAX_RETURNED_LINES: Final = 20_000
"""Lines that all returns of an order name together, ended ones included."""
MAX_COMMENTS: Final = 1_000
MAX_REPLACEMENTS: Final = 100


def beyond_limit(detail: str, *path: str | int) -> InvalidFields:
    """Return the refusal of a request that adds more than an order may have."""
    return InvalidFields((FieldProblem("out_of_range", detail, path),))


def excess_of_hold(holds: Sequence[Hold], request: HoldRequest) -> InvalidFields | None:
    """Return the refusal of a hold beyond the limits; None within them.

    ``holds`` are the order's open ones. The reaper removes the others.
    """
    if len(holds) >= MAX_HOLDS:
        return beyond_limit(f"An order has at most {MAX_HOLDS} open holds: release one before.")
    named = len(request.items) + sum(len(hold.items) for hold in holds)
    if named > MAX_HELD_LINES:
        detail = (
            f"The holds of an order name at most {MAX_HELD_LINES:,} lines together; these would be "
            f"{named:,}: hold the whole order, or release a hold before."
        )
        return beyond_limit(detail, "items")
    return None


def excess_of_return(order: Order, request: ReturnRequest) -> InvalidFields | None:
    """Return the refusal of a return beyond the limits; None within them."""
    if len(order.returns) >= MAX_RETURNS:
        detail = (
            f"An order has at most {MAX_RETURNS} returns, ended ones included: refund the units "
            "without a return."
        )
        return beyond_limit(detail)
    named = len(request.items) + sum(len(each.items) for each in order.returns)
    if named > MAX_RETURNED_LINES:
        detail = (
            f"The returns of an order name at most {MAX_RETURNED_LINES:,} lines together, ended "
            f"ones included; these would be {named:,}: refund the units without a return."
        )
        return beyond_limit(detail, "items")
    return None
