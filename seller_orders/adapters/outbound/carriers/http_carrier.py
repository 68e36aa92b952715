"""Carrier behind a courier bridge, a service that implements docs/carrier-openapi.json."""

from typing import Final

import msgspec
from attrs import field, frozen

from seller_orders.adapters.outbound.carriers.carrier_schemas import (
    ShipmentAnswer,
    shipment_ids,
    shipment_to_book,
)
from seller_orders.adapters.shared.http_client.service_client import ServiceClient
from seller_orders.application.ports.carrier_directory import Booking, TrackedShipment
from seller_orders.application.ports.outbox import DeliveryError
from seller_orders.domain.values import Tracking

_NOT_FOUND: Final = "shipment_not_found"

_read_shipment: Final = msgspec.json.Decoder(ShipmentAnswer).decode


@frozen(kw_only=True)
class HttpCarrier:
    """Carrier that is called at the URL of its bridge, with a bearer token if it requires one.

    After repeated failures it gets no requests for two seconds, so that nobody waits for it.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    allow_private: bool = False
    _service: ServiceClient = field(init=False)

    @_service.default
    def _bridge(self) -> ServiceClient:
        return ServiceClient(
            name="the carrier", url=self.url, token=self.token, allow_private=self.allow_private
        )

    def book(self, booking: Booking) -> Tracking:
        """Book a shipment under its fulfillment's id. A repeated call returns the same shipment."""
        response = self._service.request("POST", "/shipments", shipment_to_book(booking))
        return _shipment(response, booking).tracking

    def cancel(self, booking: Booking) -> None:
        """Cancel a shipment. Does nothing if the bridge does not know it."""
        path = f"/shipments/{booking.fulfillment.id}/cancel"
        response = self._service.request("POST", path, shipment_ids(booking), missing=_NOT_FOUND)
        if response is not None:
            _shipment(response, booking)

    def track(self, booking: Booking) -> TrackedShipment | None:
        """Return the status of a shipment, None if the bridge does not know it."""
        path = f"/shipments/{booking.fulfillment.id}"
        response = self._service.request("GET", path, missing=_NOT_FOUND)
        return None if response is None else _shipment(response, booking)


def _shipment(response: bytes | None, booking: Booking) -> TrackedShipment:
    try:
        shipment = _read_shipment(response or b"")
        tracking = Tracking(awb=shipment.awb, url=shipment.tracking_url)
    except (msgspec.DecodeError, ValueError) as error:
        raise DeliveryError("the carrier answered with no shipment") from error
    if shipment.id != booking.fulfillment.id:
        raise DeliveryError("the carrier answered with another shipment")
    return TrackedShipment(status=shipment.status, tracking=tracking)
