from attrs import field, frozen

from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.values import Tracking


@frozen
class CollectingCarrier:
    """Books whatever it is given, under an AWB of its own."""

    booked: list[tuple[str, Shipment]] = field(factory=list)

    def book(self, fulfillment_id: str, shipment: Shipment) -> Tracking:
        self.booked.append((fulfillment_id, shipment))
        awb = f"AWB-{len(self.booked)}"
        return Tracking(awb=awb, url=f"https://carrier.example/{awb}")
