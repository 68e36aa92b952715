"""A carrier that records its calls."""

from collections import Counter
from collections.abc import Callable

from attrs import define, field

from seller_orders.application.ports.carrier_directory import Booking, TrackedShipment
from seller_orders.domain.fulfillment import FulfillmentStatus
from seller_orders.domain.values import Tracking


@define
class CollectingCarrier:
    """Books every shipment under an AWB of its fulfillment id, or raises ``fails_with``.

    ``before_booking`` is called with each booking first. ``statuses`` are what ``track`` reports.
    """

    bookings: dict[str, Booking] = field(factory=dict)
    statuses: dict[str, FulfillmentStatus] = field(factory=dict)
    asked: Counter[str] = field(factory=Counter)
    cancelled: list[str] = field(factory=list)
    fails_with: Exception | None = None
    before_booking: Callable[[Booking], object] = lambda _: None

    def book(self, booking: Booking) -> Tracking:
        """Book a shipment, once for each fulfillment, and return its tracking."""
        self.before_booking(booking)
        self._answer("book")
        self.bookings.setdefault(booking.fulfillment.id, booking)
        return self._tracking(booking)

    def cancel(self, booking: Booking) -> None:
        """Cancel a shipment."""
        self._answer("cancel")
        self.statuses[booking.fulfillment.id] = FulfillmentStatus.CANCELLED
        self.cancelled.append(booking.fulfillment.id)

    def track(self, booking: Booking) -> TrackedShipment | None:
        """Return a shipment's status and tracking, None if it was never booked."""
        self._answer("track")
        if booking.fulfillment.id not in self.bookings:
            return None
        status = self.statuses.get(booking.fulfillment.id, FulfillmentStatus.PENDING)
        return TrackedShipment(status=status, tracking=self._tracking(booking))

    def _answer(self, asked: str) -> None:
        self.asked[asked] += 1
        if self.fails_with is not None:
            raise self.fails_with

    def _tracking(self, booking: Booking) -> Tracking:
        awb = f"AWB-{booking.fulfillment.id}"
        return Tracking(awb=awb, url=f"https://carrier.example/{awb}")
