"""Recipients of shipments."""

from seller_orders.domain.fulfillment import Shipment
from seller_orders.domain.values import Address, Customer, Recipient


def recipient_of(shipment: Shipment, customer: Customer, address: Address | None) -> Recipient:
    """Return a shipment's recipient, or else its order's customer at the shipping address."""
    named = shipment.customer
    return Recipient(
        name=named.name if named else customer.name,
        phone=(named.phone if named else None) or customer.phone,
        address=(named.address if named else None) or address,
    )
