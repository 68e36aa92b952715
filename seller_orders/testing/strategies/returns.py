"""Returns, with what was received of them."""

from collections.abc import Mapping, Sequence

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.order_return import (
    UNDER_WAY,
    ReceivedUnits,
    Return,
    ReturnedItem,
    ReturnStatus,
    ShippedUnits,
)
from seller_orders.domain.return_rules import RETURN_CONDITIONS, RETURN_REASONS
from seller_orders.testing.choices import Choices
from seller_orders.testing.strategies.fulfillments import draw_more_tracking

_RETURN_STATUSES = (*ReturnStatus, ReturnStatus.RECEIVED, ReturnStatus.CLOSED)
_RECEIVED = {ReturnStatus.RECEIVED, ReturnStatus.CLOSED}
_CONDITIONS = sorted(RETURN_CONDITIONS)


def draw_returns(choices: Choices, fulfillments: Sequence[Fulfillment]) -> tuple[Return, ...]:
    """Draw returns of one or several fulfillments each.

    What is under way, and what closed returns received, is within the returnable units.
    """
    active = [one for one in fulfillments if one.is_active and one.was_handed_over]
    by_delivery = sorted(active, key=lambda one: one.status is not FulfillmentStatus.DELIVERED)
    left = {(item.id, one.id): item.quantity for one in by_delivery for item in one.shipment.items}
    made = []
    for id in choices.identifiers(0, 2) if left else ():
        own = Choices(choices.draw, 32)
        status = own.one_of(_RETURN_STATUSES)
        available = {key: units for key, units in left.items() if units}
        items = _returned_items(own, status, available)
        if not items:
            continue
        made.append(
            Return(
                id=id,
                items=items,
                status=status,
                note=own.optional_text(2000),
                tracking=draw_more_tracking(own),
                created_at=own.moment(),
                updated_at=own.moment(),
            )
        )
        if status in UNDER_WAY | {ReturnStatus.CLOSED}:
            for item in items:
                for each in item.shipped:
                    left[item.id, each.fulfillment_id] -= each.quantity
    return tuple(made)


def _returned_items(
    choices: Choices, status: ReturnStatus, available: Mapping[tuple[str, str], int]
) -> tuple[ReturnedItem, ...]:
    lines = dict.fromkeys(id for id, _ in available)
    some = [id for id in lines if choices.flag()]
    made = []
    for id in some:
        units = choices.quantity(sum(most for (own, _), most in available.items() if own == id))
        needed, shipped = units, list[ShippedUnits]()
        for (own, fulfillment_id), most in available.items():
            if own == id and (taken := min(needed, most)):
                shipped.append(ShippedUnits(fulfillment_id=fulfillment_id, quantity=taken))
                needed -= taken
        # A return becomes received with the first unit.
        least = 1 if id == some[0] else 0
        received = _received(choices, units, least) if status in _RECEIVED else ()
        made.append(
            ReturnedItem(
                id=id,
                quantity=units,
                reason=choices.word(*RETURN_REASONS),
                shipped=tuple(shipped),
                received=received,
            )
        )
    return tuple(made)


def _received(choices: Choices, units: int, least: int) -> tuple[ReceivedUnits, ...]:
    """Draw up to two parts of the units, each in a condition of its own."""
    left, made = units, list[ReceivedUnits]()
    for condition in choices.shuffled(_CONDITIONS)[: max(least, choices.below(3))]:
        if left:
            count = choices.quantity(left)
            arrived = RETURN_CONDITIONS[condition].arrives
            made.append(ReceivedUnits(quantity=count, condition=condition, arrived=arrived))
            left -= count
    return tuple(made)
