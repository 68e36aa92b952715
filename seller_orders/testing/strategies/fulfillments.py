"""Strategies for tracking, shipments and fulfillments."""

from collections.abc import Sequence

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity, LineItem
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import Tracking
from seller_orders.testing.choices import Choices, made_of_choices
from seller_orders.testing.strategies.people import (
    delivery_people,
    draw_optional_address,
    recipients,
)

_GIVES_BACK = {FulfillmentStatus.FAILED, FulfillmentStatus.RETURNED, FulfillmentStatus.CANCELLED}
_ENDED = _GIVES_BACK | {FulfillmentStatus.DELIVERED}


def _tracking(choices: Choices, awb: str | None) -> Tracking:
    return Tracking(awb=awb, url=choices.web_address() if choices.flag() else None)


@made_of_choices(5)
def trackings(choices: Choices) -> Tracking:
    """Draw a tracking with or without an AWB."""
    return _tracking(choices, awb=choices.optional_text(500))


def draw_more_tracking(choices: Choices) -> tuple[Tracking, ...]:
    """Draw up to two more trackings of a parcel or a return."""
    return tuple(_tracking(choices, awb=choices.text(500)) for _ in range(choices.below(3)))


more_trackings = made_of_choices(9)(draw_more_tracking)


def _shipment(choices: Choices, available: dict[str, int]) -> Shipment:
    """Draw a shipment of lines, by the units that are available of each."""
    ids = choices.shuffled(sorted(available))[: 1 + choices.below(len(available))]
    return Shipment(
        items=tuple(ItemQuantity(id, choices.quantity(available[id])) for id in ids),
        shipping_method=choices.optional_text(500),
        provider_id=choices.optional_identifier(),
        tracking=choices.draw(trackings),
        more_tracking=draw_more_tracking(choices),
        delivery_person=choices.draw(delivery_people) if choices.flag() else None,
        customer=choices.draw(recipients) if choices.flag() else None,
        pickup_address=draw_optional_address(choices),
    )


_STATES = tuple(FulfillmentStatus)
_STATES_OF_CANCELLED = sorted(_ENDED)
_INACTIVE_STATES = sorted(_GIVES_BACK)


def draw_fulfillments(
    choices: Choices, lines: Sequence[LineItem], status: OrderStatus
) -> tuple[Fulfillment, ...]:
    """Draw fulfillments within the lines' units; inactive ones may have any number of units."""
    to_ship = {line.id: line.quantity for line in lines if line.requires_shipping}
    left = {line.id: line.to_ship - line.cancelled_quantity for line in lines if line.to_ship}
    possible = _STATES_OF_CANCELLED if status is OrderStatus.CANCELLED else _STATES
    made = []
    for id in choices.identifiers(0, 3) if to_ship else ():
        own = Choices(choices.draw, 64)
        at = own.one_of(possible if any(left.values()) else _INACTIVE_STATES)
        gave_back = at in _GIVES_BACK
        available = to_ship if gave_back else {id: units for id, units in left.items() if units}
        created_at, updated_at = own.span()
        fulfillment = Fulfillment(
            id=id,
            status=at,
            shipment=_shipment(own, available),
            handed_over_at=own.optional_moment(),
            report_count=own.below(10),
            created_at=created_at,
            updated_at=updated_at,
        )
        for item in () if gave_back else fulfillment.shipment.items:
            left[item.id] -= item.quantity
        made.append(fulfillment)
    return tuple(made)
