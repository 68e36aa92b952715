"""Shipments of some quantity of some lines, and how they live (contract, section 2)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import evolve, field, frozen
from attrs.validators import min_len

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.status import HANDING_OVER, OrderStatus
from seller_orders.domain.values import (
    TEXT_LENGTH,
    Address,
    DeliveryPerson,
    Recipient,
    Tracking,
    identifier,
    optional_text,
)


class FulfillmentStatus(StrEnum):
    """Where the shipment is."""

    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    FAILED = "failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


FINAL: Final = frozenset(
    {
        FulfillmentStatus.DELIVERED,
        FulfillmentStatus.FAILED,
        FulfillmentStatus.RETURNED,
        FulfillmentStatus.CANCELLED,
    }
)

FULFILLMENT_TRANSITIONS: Final[Mapping[FulfillmentStatus, frozenset[FulfillmentStatus]]] = {
    FulfillmentStatus.PENDING: FINAL
    | {FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY},
    FulfillmentStatus.IN_TRANSIT: FINAL | {FulfillmentStatus.OUT_FOR_DELIVERY},
    FulfillmentStatus.OUT_FOR_DELIVERY: FINAL,
} | {end: frozenset[FulfillmentStatus]() for end in FINAL}
"""For each status, those that it may become: forward, skips allowed; the ends are final."""

INACTIVE: Final = FINAL - {FulfillmentStatus.DELIVERED}
"""A fulfillment in one of these has given its quantities back."""

WITH_COURIER: Final = frozenset({FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY})
"""A fulfillment in one of these is on its way."""

_AWAY: Final = WITH_COURIER | {FulfillmentStatus.DELIVERED}
"""A fulfillment in one of these has left, whether or not that was recorded."""

_HAND_OVER: Final = _AWAY | {
    FulfillmentStatus.FAILED,
    FulfillmentStatus.RETURNED,
}
"""Each of these says that the fulfillment was handed over, unless its booking was refused."""

_RETURNABLE: Final = frozenset({FulfillmentStatus.FAILED, FulfillmentStatus.CANCELLED})
"""A fulfillment that ended so after it was handed over is lost, and may still come back."""


@frozen(kw_only=True)
class Shipment:
    """What is shipped, how and to whom: a fulfillment but for its life."""

    items: tuple[ItemQuantity, ...] = field(validator=min_len(1))
    shipping_method: str | None = optional_text(TEXT_LENGTH)
    provider_id: str | None = optional_text(TEXT_LENGTH)
    tracking: Tracking = field(factory=Tracking)
    delivery_person: DeliveryPerson | None = None
    customer: Recipient | None = None
    pickup_address: Address | None = None

    @property
    def is_booked(self) -> bool:
        """Whether it can be followed: without a carrier that is asked to book, it always can."""
        return self.provider_id is None or self.tracking.awb is not None


@frozen(kw_only=True)
class Fulfillment:
    """A shipment with its id and status."""

    id: str = identifier()
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    shipment: Shipment
    handed_over_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def was_handed_over(self) -> bool:
        """Whether its units have left: by its record, or because its status implies it."""
        return self.handed_over_at is not None or self.status in _AWAY

    @property
    def next_statuses(self) -> frozenset[FulfillmentStatus]:
        """The statuses that it may still become."""
        if self.was_handed_over and self.status in _RETURNABLE:
            return frozenset({FulfillmentStatus.RETURNED})
        return FULFILLMENT_TRANSITIONS[self.status]

    @property
    def is_active(self) -> bool:
        """Whether its quantities count as fulfilled."""
        return self.status not in INACTIVE

    @property
    def awaits_booking(self) -> bool:
        """Whether its carrier has still to say how it is followed."""
        return self.status is FulfillmentStatus.PENDING and not self.shipment.is_booked

    @property
    def is_cancellable(self) -> bool:
        """Whether it goes along when its order is cancelled: active, and not delivered."""
        return self.status not in FINAL


def is_handed_over_by(
    status: FulfillmentStatus, shipment: Shipment, order_status: OrderStatus
) -> bool:
    """Tell whether a fulfillment was handed over, as far as statuses show it.

    An order that is shipped or delivered has handed its active fulfillments over. One that failed
    before its carrier had booked it was refused by that carrier, and never left.
    """
    if status is FulfillmentStatus.FAILED:
        return shipment.is_booked
    return status in _HAND_OVER or (status not in INACTIVE and order_status in HANDING_OVER)


def moved(current: Fulfillment, status: FulfillmentStatus, at: datetime) -> Fulfillment:
    """Return the fulfillment in a status that it may become; one that leaves is handed over."""
    handed_over_at = current.handed_over_at
    if handed_over_at is None and current.was_handed_over:
        handed_over_at = current.updated_at
    elif handed_over_at is None and status in _HAND_OVER:
        handed_over_at = at
    return evolve(current, status=status, handed_over_at=handed_over_at, updated_at=at)
