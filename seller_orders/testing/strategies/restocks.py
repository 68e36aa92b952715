"""Restocks of units that were cancelled, came back or were returned."""

from collections.abc import Sequence

from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.line_item import LineItem, RestockedItem
from seller_orders.domain.order_return import Return
from seller_orders.domain.stock import Restock, RestockCause
from seller_orders.testing.choices import Choices


def draw_restocks(
    choices: Choices,
    lines: Sequence[LineItem],
    fulfillments: Sequence[Fulfillment],
    cancellation: Cancellation | None,
) -> tuple[Restock, ...]:
    """Draw restocks within the lines' units, one for each cause."""
    causes: list[tuple[RestockCause, str | None]] = [
        (cause, choices.identifier())
        for cause in (RestockCause.REQUEST, RestockCause.ITEMS_CANCELLED)[: choices.below(3)]
    ]
    if cancellation is not None and cancellation.restocked:
        causes.append((RestockCause.CANCELLATION, None))
    returned = (one for one in fulfillments if one.status is FulfillmentStatus.RETURNED)
    causes += [(RestockCause.FULFILLMENT, one.id) for one in returned]
    left = {line.id: line.quantity for line in lines}
    made = []
    for cause, cause_id in choices.shuffled(causes):
        some = [line for line in lines if left[line.id] and choices.flag()]
        items = [RestockedItem(one.id, one.sku, choices.quantity(left[one.id])) for one in some]
        for item in items:
            left[item.id] -= item.quantity
        if items:
            at = choices.moment()
            made.append(Restock(cause=cause, cause_id=cause_id, at=at, items=tuple(items)))
    return tuple(made)


def draw_restocks_of_returns(
    choices: Choices, lines: Sequence[LineItem], returns: Sequence[Return]
) -> tuple[Restock, ...]:
    """Draw restocks within the units that returns received, one for each return."""
    made = []
    for each in returns:
        came = {item.id: item.received_quantity for item in each.items if item.received_quantity}
        if choices.flag() and came:
            items = [
                RestockedItem(line.id, line.sku, choices.quantity(came[line.id]))
                for line in lines
                if line.id in came
            ]
            cause = RestockCause.RETURN
            at = choices.moment()
            made.append(
                Restock(cause=cause, cause_id=f"of-{each.id}"[:64], at=at, items=tuple(items))
            )
    return tuple(made)
