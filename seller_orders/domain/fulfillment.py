"""Shipments of some quantity of some lines, and how they live (contract, section 2)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import field, frozen
from attrs.validators import min_len
from returns.result import Failure, Result, Success

from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.refusals import FulfillmentIsFinal, Refusal, TransitionNotAllowed
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


_ENDS: Final = frozenset(
    {
        FulfillmentStatus.DELIVERED,
        FulfillmentStatus.FAILED,
        FulfillmentStatus.RETURNED,
        FulfillmentStatus.CANCELLED,
    }
)

FULFILLMENT_LIFE: Final[Mapping[FulfillmentStatus, frozenset[FulfillmentStatus]]] = {
    FulfillmentStatus.PENDING: _ENDS
    | {FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY},
    FulfillmentStatus.IN_TRANSIT: _ENDS | {FulfillmentStatus.OUT_FOR_DELIVERY},
    FulfillmentStatus.OUT_FOR_DELIVERY: _ENDS,
} | {end: frozenset[FulfillmentStatus]() for end in _ENDS}
"""For each status, those that it may become: forward, skips allowed; the ends are final."""

INACTIVE: Final = _ENDS - {FulfillmentStatus.DELIVERED}
"""A fulfillment in one of these has given its quantities back."""

WITH_COURIER: Final = frozenset({FulfillmentStatus.IN_TRANSIT, FulfillmentStatus.OUT_FOR_DELIVERY})
"""A fulfillment in one of these is on its way."""


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


@frozen(kw_only=True)
class Fulfillment:
    """A shipment with its id and status."""

    id: str = identifier()
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    shipment: Shipment
    created_at: datetime
    updated_at: datetime

    @property
    def is_active(self) -> bool:
        """Whether its quantities count as fulfilled."""
        return self.status not in INACTIVE

    @property
    def awaits_booking(self) -> bool:
        """Whether its carrier has still to say how it is followed."""
        is_booked = self.shipment.provider_id is None or self.shipment.tracking.awb is not None
        return self.status is FulfillmentStatus.PENDING and not is_booked

    @property
    def is_cancellable(self) -> bool:
        """Whether it goes along when its order is cancelled: active, and not delivered."""
        return self.status not in _ENDS


def ensure_moves(
    fulfillment: Fulfillment, status: FulfillmentStatus
) -> Result[FulfillmentStatus, Refusal]:
    """Allow a fulfillment its own status, and those that lie ahead of it."""
    ahead = FULFILLMENT_LIFE[fulfillment.status]
    if status is fulfillment.status or status in ahead:
        return Success(status)
    if not ahead:
        return Failure(FulfillmentIsFinal(fulfillment.id, fulfillment.status))
    return Failure(TransitionNotAllowed(fulfillment.status, status, tuple(ahead)))
