"""Contract of a carrier."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from attrs import evolve, frozen

from seller_orders.application.ports.carrier_directory import Booking, Carrier
from seller_orders.application.ports.outbox import DeliveryError, UndeliverableError
from seller_orders.testing.sample_order import fulfillment, order


@frozen
class Connected:
    """A carrier, and a function that makes it raise an error, or none again."""

    carrier: Carrier
    refuse: Callable[[type[Exception] | None], None]


def booking() -> Booking:
    bare = fulfillment()
    shipment = evolve(bare.shipment, provider_id="fast")
    shipped = evolve(bare, id=f"ful_{uuid4().hex}", shipment=shipment)
    return Booking(order(fulfillments=(shipped,)), shipped)


class CarrierContract:
    """Contract of ``Carrier``. Needs a fixture ``connected``: a carrier without bookings."""

    def test_repeated_booking_books_once(self, connected: Connected) -> None:
        wanted = booking()

        first = connected.carrier.book(wanted)
        second = connected.carrier.book(wanted)

        assert first.awb
        assert first.url
        assert first == second
        assert connected.carrier.book(booking()).awb != first.awb

    def test_a_booking_can_be_tracked(self, connected: Connected) -> None:
        wanted = booking()
        tracking = connected.carrier.book(wanted)

        found = connected.carrier.track(wanted)

        assert found is not None
        assert (found.status, found.tracking) == ("pending", tracking)

    def test_cancel_can_be_repeated(self, connected: Connected) -> None:
        wanted = booking()
        connected.carrier.book(wanted)

        connected.carrier.cancel(wanted)
        connected.carrier.cancel(wanted)

        found = connected.carrier.track(wanted)
        assert found is not None
        assert found.status == "cancelled"

    def test_an_unknown_booking_can_be_cancelled(self, connected: Connected) -> None:
        wanted = booking()

        connected.carrier.cancel(wanted)

        assert connected.carrier.track(wanted) is None

    @pytest.mark.parametrize("kind", [DeliveryError, UndeliverableError])
    @pytest.mark.parametrize("asked", ["book", "cancel"])
    def test_an_outage_differs_from_a_rejection(
        self, connected: Connected, kind: type[Exception], asked: str
    ) -> None:
        wanted = booking()
        connected.refuse(kind)

        with pytest.raises(kind, match="down"):
            getattr(connected.carrier, asked)(wanted)

        connected.refuse(None)
        assert connected.carrier.book(wanted).awb
