"""Requests and responses of a courier bridge (docs/carrier-openapi.json)."""

from typing import Annotated, Any

import msgspec

from seller_orders.application.ports.carrier_directory import Booking
from seller_orders.domain.fulfillment import FulfillmentStatus


class ShipmentAnswer(msgspec.Struct, kw_only=True):
    """Shipment in the response of a bridge. Other fields are ignored."""

    id: str
    status: FulfillmentStatus
    awb: Annotated[str, msgspec.Meta(min_length=1)]
    tracking_url: str | None = None


def shipment_ids(booking: Booking) -> dict[str, str]:
    """Return the ids of a shipment and its order, under the names that events use."""
    order = booking.order
    return {
        "id": booking.fulfillment.id,
        "domain_id": order.domain_id,
        "order_id": order.id,
    }


def shipment_to_book(booking: Booking) -> dict[str, Any]:
    """Return a shipment with its items, recipient, pickup address and the order's payment."""
    order, shipment = booking.order, booking.fulfillment.shipment
    return {
        **shipment_ids(booking),
        "order_number": order.number,
        "shipping_method": shipment.shipping_method,
        "items": [
            {
                "id": line.id,
                "sku": line.sku,
                "name": line.name,
                "quantity": item.quantity,
                "selling_price": line.selling_price.amount,
            }
            for item in shipment.items
            for line in order.lines
            if line.id == item.id
        ],
        "recipient": booking.recipient,
        "pickup_address": shipment.pickup_address,
        "payment": {
            "status": order.payment.status,
            "method": order.payment.method,
            "currency": order.currency,
            "total": order.total.amount,
            "captured": order.payment.captured.amount,
        },
    }
