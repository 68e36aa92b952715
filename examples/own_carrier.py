"""A carrier of your own, for a shop with its own riders.

A carrier books, cancels and tracks. The fulfillment's id identifies the booking, so a repeated
request is the same trip. Run it with ``python -m examples.own_carrier``.
"""

from attrs import field, frozen

from examples.shop import new_order
from seller_orders import (
    Booking,
    CreateFulfillment,
    FulfillmentStatus,
    ItemQuantity,
    Shipment,
    TrackedShipment,
    Tracking,
    TrackShipment,
    UndeliverableError,
    embed,
)


@frozen
class Riders:
    """Riders who deliver within one city."""

    city: str
    trips: dict[str, FulfillmentStatus] = field(factory=dict)

    def book(self, booking: Booking) -> Tracking:
        """Book a trip. Raise UndeliverableError for an address outside the city."""
        address = booking.recipient.address
        if address is not None and address.city != self.city:
            raise UndeliverableError(f"our riders stay in {self.city}")
        self.trips.setdefault(booking.fulfillment.id, FulfillmentStatus.PENDING)
        return Tracking(awb=f"TRIP-{booking.fulfillment.id[-4:]}")

    def cancel(self, booking: Booking) -> None:
        """Cancel a trip."""
        self.trips[booking.fulfillment.id] = FulfillmentStatus.CANCELLED

    def track(self, booking: Booking) -> TrackedShipment | None:
        """Return the status of a trip, or None if it is unknown."""
        status = self.trips.get(booking.fulfillment.id)
        if status is None:
            return None
        return TrackedShipment(status=status, tracking=booking.fulfillment.shipment.tracking)


def main(database: str = "sqlite:///shop.db") -> None:
    """Ship one of two pasta and track it."""
    riders = Riders("Kolkata")
    orders = embed(database, carriers={"riders": riders})
    order = orders.create_order(new_order()).unwrap()
    shipment = Shipment(items=(ItemQuantity("line_1", 1),), provider_id="riders")
    made = orders.create_fulfillment(
        CreateFulfillment(domain_id="dom_1", order_id=order.id, by="shop", shipment=shipment)
    ).unwrap()
    print(made.fulfillment.status, made.fulfillment.shipment.tracking.awb is not None)

    riders.trips[made.fulfillment.id] = FulfillmentStatus.DELIVERED
    tracked = orders.track_shipment(
        TrackShipment(domain_id="dom_1", order_id=order.id, fulfillment_id=made.fulfillment.id)
    ).unwrap()
    print(tracked.fulfillment.status, tracked.order.fulfillment_status)


if __name__ == "__main__":
    main()
