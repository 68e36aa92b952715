"""The carriers that are connected."""

from typing import Protocol

from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.values import Tracking


class Carrier(Protocol):
    """Takes shipments."""

    def book(self, fulfillment_id: str, shipment: Shipment) -> Tracking:
        """Book a shipment under the fulfillment's id and return how it is followed."""
        ...


class CarrierDirectory(Protocol):
    """Finds carriers; a plain mapping of provider_id to carrier is one."""

    def get(self, provider_id: str, /) -> Carrier | None:
        """Return the carrier of that provider_id, None where none is connected."""
        ...
