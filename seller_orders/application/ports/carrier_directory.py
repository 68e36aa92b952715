"""Connected carriers of domains, and their bookings."""

from typing import Protocol

from attrs import frozen

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.recipient import recipient_of
from seller_orders.domain.values import Recipient, Tracking


@frozen
class Booking:
    """A fulfillment and its order, as a carrier books, cancels or tracks it.

    The fulfillment's id identifies the booking: a repeated id is the same booking.
    """

    order: Order
    fulfillment: Fulfillment

    @property
    def recipient(self) -> Recipient:
        """The fulfillment's recipient, or else the order's customer."""
        order = self.order
        return recipient_of(self.fulfillment.shipment, order.customer, order.shipping_address)


@frozen(kw_only=True)
class TrackedShipment:
    """A shipment's status and tracking, as its carrier reports it."""

    status: FulfillmentStatus
    tracking: Tracking


class Carrier(Protocol):
    """Books, cancels and tracks shipments.

    Each method raises DeliveryError if the carrier does not answer or answers with an error, and
    UndeliverableError if it refuses for good.

    >>> class Bicycle:
    ...     def book(self, booking: Booking) -> Tracking:
    ...         return Tracking(awb=f"B-{booking.order.number}")
    ...
    ...     def cancel(self, booking: Booking) -> None:
    ...         raise DeliveryError("no answer")
    ...
    ...     def track(self, booking: Booking) -> TrackedShipment:
    ...         return TrackedShipment(
    ...             status=FulfillmentStatus.IN_TRANSIT, tracking=self.book(booking)
    ...         )
    >>> orders = embed(database, carriers={"bicycle": Bicycle()})
    >>> shipment = Shipment(items=(ItemQuantity("line_1", 1),), provider_id="bicycle")
    >>> ship = CreateFulfillment(domain_id="dom_1", order_id="ord_1", by="erp", shipment=shipment)
    >>> orders.create_fulfillment(ship).unwrap().fulfillment.shipment.tracking.awb
    'B-1001'
    """

    def book(self, booking: Booking) -> Tracking:
        """Book a shipment and return its tracking."""
        ...

    def cancel(self, booking: Booking) -> None:
        """Cancel a booking; succeed if there is none."""
        ...

    def track(self, booking: Booking) -> TrackedShipment | None:
        """Return a shipment's status; None if it was never booked."""
        ...


class CarrierDirectory(Protocol):
    """Finds carriers by provider_id; a mapping will do."""

    def get(self, provider_id: str, /) -> Carrier | None:
        """Return the carrier; None if it is not connected."""
        ...


class DomainCarriers(Protocol):
    """Carriers of each domain."""

    def of(self, domain_id: str, /) -> CarrierDirectory:
        """Return the carriers that a domain has now."""
        ...
