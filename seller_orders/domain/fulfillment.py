"""Fulfillments: shipments of units of an order's lines (contract, section 2)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import evolve, field, frozen
from attrs.validators import max_len, min_len

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.status import HANDED_OVER_STATUSES, OrderStatus
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
    """Status of a fulfillment."""

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
"""Next statuses, by status. Steps may be skipped, and none goes back.

``Fulfillment.next_statuses`` adds the return of a lost shipment.
"""

INACTIVE: Final = FINAL - {FulfillmentStatus.DELIVERED}
"""Statuses in which a fulfillment's units count as unfulfilled again."""

WITH_COURIER: Final = frozenset({FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY})
"""Statuses in which the courier has the shipment."""

_IMPLIES_HAND_OVER: Final = WITH_COURIER | {FulfillmentStatus.DELIVERED}
"""Statuses that imply a hand-over, recorded or not."""

_RECORDS_HAND_OVER: Final = _IMPLIES_HAND_OVER | {
    FulfillmentStatus.FAILED,
    FulfillmentStatus.RETURNED,
}
"""Statuses that record a hand-over, unless the booking was refused."""

_RETURNABLE: Final = frozenset({FulfillmentStatus.FAILED, FulfillmentStatus.CANCELLED})
"""Final statuses of a lost shipment: if it was handed over, it may still be returned."""


MAX_TRACKING: Final = 50
"""Tracking numbers of a shipment beyond the first."""


def _have_awb(_: object, __: object, trackings: tuple[Tracking, ...]) -> None:
    if not all(each.awb for each in trackings):
        raise ValueError("each tracking beyond the first has an AWB")


@frozen(kw_only=True)
class Shipment:
    """Contents, method, tracking and recipient of a fulfillment.

    ``more_tracking`` has the numbers beyond the first, which is in ``tracking``.
    """

    items: tuple[ItemQuantity, ...] = field(validator=min_len(1))
    shipping_method: str | None = optional_text(TEXT_LENGTH)
    provider_id: str | None = optional_text(TEXT_LENGTH)
    tracking: Tracking = field(factory=Tracking)
    more_tracking: tuple[Tracking, ...] = field(
        default=(), validator=[max_len(MAX_TRACKING), _have_awb]
    )
    delivery_person: DeliveryPerson | None = None
    customer: Recipient | None = None
    pickup_address: Address | None = None

    @property
    def is_booked(self) -> bool:
        """True if the shipment needs no booking, or its carrier has given it an AWB."""
        return self.provider_id is None or self.tracking.awb is not None


@frozen(kw_only=True)
class Fulfillment:
    """Shipment with an id, a status and times.

    ``report_count`` counts the different reports of its courier, those off the timeline included.
    """

    id: str = identifier()
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    shipment: Shipment
    handed_over_at: datetime | None = None
    report_count: int = 0
    created_at: datetime
    updated_at: datetime

    @property
    def was_handed_over(self) -> bool:
        """True if the hand-over is recorded, or implied by the status."""
        return self.handed_over_at is not None or self.status in _IMPLIES_HAND_OVER

    @property
    def next_statuses(self) -> frozenset[FulfillmentStatus]:
        """Statuses that the fulfillment may become."""
        if self.was_handed_over and self.status in _RETURNABLE:
            return frozenset({FulfillmentStatus.RETURNED})
        return FULFILLMENT_TRANSITIONS[self.status]

    @property
    def is_active(self) -> bool:
        """True if its units count as fulfilled."""
        return self.status not in INACTIVE

    @property
    def awaits_booking(self) -> bool:
        """True if it is pending, and its carrier has not confirmed the booking."""
        return self.status is FulfillmentStatus.PENDING and not self.shipment.is_booked

    @property
    def is_cancellable(self) -> bool:
        """True if cancelling the order cancels it: its status is not final."""
        return self.status not in FINAL


def implies_hand_over(
    status: FulfillmentStatus, shipment: Shipment, order_status: OrderStatus
) -> bool:
    """Return whether the statuses of a fulfillment and its order imply a hand-over.

    A shipped or delivered order has handed over its active fulfillments. A fulfillment that failed
    without a booking was refused by its carrier, so it was never handed over.
    """
    if status is FulfillmentStatus.FAILED:
        return shipment.is_booked
    return status in _RECORDS_HAND_OVER or (
        status not in INACTIVE and order_status in HANDED_OVER_STATUSES
    )


def moved(current: Fulfillment, status: FulfillmentStatus, at: datetime) -> Fulfillment:
    """Return the fulfillment in a new status, with its hand-over time if the status implies one."""
    handed_over_at = current.handed_over_at
    if handed_over_at is None and current.was_handed_over:
        handed_over_at = current.updated_at
    elif handed_over_at is None and status in _RECORDS_HAND_OVER:
        handed_over_at = at
    return evolve(current, status=status, handed_over_at=handed_over_at, updated_at=at)
