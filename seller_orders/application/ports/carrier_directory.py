"""The carriers that are connected."""

from typing import Protocol

from attrs import frozen

from seller_orders.domain.fulfillment import Fulfillment, FulfillmentStatus
from seller_orders.domain.order import Order
from seller_orders.domain.values import Recipient, Tracking


@frozen
class Booking:
    """A fulfillment that a carrier is asked about, with the order that it is of.

    The fulfillment's id is the booking's: the same one again is the same booking.
    """

    order: Order
    fulfillment: Fulfillment

    @property
    def recipient(self) -> Recipient:
        """Who receives it: whom the fulfillment names, else the order's customer."""
        named = self.fulfillment.shipment.customer
        customer = self.order.customer
        return Recipient(
            name=named.name if named else customer.name,
            phone=(named.phone if named else None) or customer.phone,
            address=(named.address if named else None) or self.order.shipping_address,
        )


@frozen(kw_only=True)
class TrackedShipment:
    """Where a carrier has a shipment, and how it is followed."""

    status: FulfillmentStatus
    tracking: Tracking


class Carrier(Protocol):
    """Takes shipments.

    Each method raises DeliveryError where the carrier does not answer, or not as it should, and
    UndeliverableError where it says no for good.

    >>> class Bicycle:
    ...     def book(self, booking: Booking) -> Tracking:
    ...         return Tracking(awb=f"B-{booking.order.number}")
    ...
    ...     def cancel(self, booking: Booking) -> None:
    ...         raise DeliveryError("nobody answers")
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
        """Book a shipment and return how it is followed."""
        ...

    def cancel(self, booking: Booking) -> None:
        """Have a shipment not made; one that was never booked is none."""
        ...

    def track(self, booking: Booking) -> TrackedShipment | None:
        """Return where a shipment is; one that was never booked is none."""
        ...


class CarrierDirectory(Protocol):
    """Finds carriers; a plain mapping of provider_id to carrier is one."""

    def get(self, provider_id: str, /) -> Carrier | None:
        """Return the carrier of that provider_id, None where none is connected."""
        ...
