"""The order document: what POST /orders takes, and a line of an import or export."""

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    CountryCode,
    Currency,
    FilledText,
    Identifier,
    Latitude,
    Longitude,
    Moment,
    Name,
    Note,
    OrderId,
    Phone,
    Quantity,
    ShortText,
    Tag,
    Text,
    WebAddress,
    utc,
)
from seller_orders.adapters.shared.wire.json_codec import Document
from seller_orders.domain.draft import (
    FulfillmentDraft,
    LineDraft,
    OrderDraft,
    PaymentDraft,
)
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.line_item import ItemQuantity
from seller_orders.domain.payment import PaymentStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.values import (
    Address,
    Coordinates,
    Customer,
    DeliveryPerson,
    Recipient,
    Tracking,
)


class CoordinatesDocument(Document):
    """A place on earth, in degrees."""

    latitude: Latitude
    longitude: Longitude


class AddressDocument(Document):
    """Where something goes to or comes from."""

    line1: FilledText
    city: FilledText
    country_code: CountryCode
    type: Text | None = None
    name: ShortText | None = None
    phone: Phone | None = None
    line2: Text | None = None
    state: Text | None = None
    postal_code: Text | None = None
    country: Text | None = None
    coordinates: CoordinatesDocument | None = None

    def value(self) -> Address:
        """Return the address."""
        place = self.coordinates
        return Address(
            line1=self.line1,
            city=self.city,
            country_code=str(self.country_code),
            type=self.type,
            name=self.name,
            phone=self.phone,
            line2=self.line2,
            state=self.state,
            postal_code=self.postal_code,
            country=self.country,
            coordinates=Coordinates(place.latitude, place.longitude) if place else None,
        )


class CustomerDocument(Document):
    """Who ordered."""

    id: Identifier
    name: Name
    email: Text | None = None
    phone: Phone | None = None


class LineDocument(Document):
    """A line item."""

    id: Identifier
    product_id: Identifier
    sku: FilledText
    name: Name
    quantity: Quantity
    selling_price: Amount


class ItemDocument(Document):
    """Units of a line."""

    id: Identifier
    quantity: Quantity


class PersonDocument(Document):
    """Who brings a fulfillment."""

    name: Name
    phone: Phone | None = None

    def value(self) -> DeliveryPerson:
        """Return the person."""
        return DeliveryPerson(name=self.name, phone=self.phone)


class RecipientDocument(Document):
    """Who receives a fulfillment."""

    name: Name
    phone: Phone | None = None
    address: AddressDocument | None = None

    def value(self) -> Recipient:
        """Return the recipient."""
        address = address_value(self.address)
        return Recipient(name=self.name, phone=self.phone, address=address)


class ShipmentDocument(Document):
    """What is shipped, how and to whom."""

    items: Annotated[tuple[ItemDocument, ...], Meta(min_length=1)]
    shipping_method: Text | None = None
    provider_id: Text | None = None
    awb: Text | None = None
    tracking_url: WebAddress | None = None
    delivery_person: PersonDocument | None = None
    customer: RecipientDocument | None = None
    pickup_address: AddressDocument | None = None

    def shipment(self) -> Shipment:
        """Return the shipment."""
        person, recipient = self.delivery_person, self.customer
        return Shipment(
            items=tuple(ItemQuantity(item.id, item.quantity) for item in self.items),
            shipping_method=self.shipping_method,
            provider_id=self.provider_id,
            tracking=Tracking(
                awb=self.awb, url=None if self.tracking_url is None else str(self.tracking_url)
            ),
            delivery_person=person.value() if person else None,
            customer=recipient.value() if recipient else None,
            pickup_address=address_value(self.pickup_address),
        )


class FulfillmentDocument(ShipmentDocument):
    """A fulfillment that comes with the order."""

    id: Identifier | None = None
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    created_at: Moment | None = None
    updated_at: Moment | None = None

    def draft(self) -> FulfillmentDraft:
        """Return the draft."""
        return FulfillmentDraft(
            id=self.id,
            status=self.status,
            shipment=self.shipment(),
            created_at=utc(self.created_at),
            updated_at=utc(self.updated_at),
        )


class PaymentDocument(Document):
    """A payment; ``amount_paid`` is what is captured."""

    status: PaymentStatus
    method: FilledText
    amount_paid: Amount


class OrderDocument(Document):
    """A new order."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "store_id": "store_web",
        "currency": "INR",
        "customer": {"id": "cus_1", "name": "Anjali Patel", "phone": "+918765432109"},
        "items": [
            {
                "id": "iid_001",
                "product_id": "prd_1",
                "sku": "PASTA-ALF",
                "name": "Alfredo Pasta",
                "quantity": 2,
                "selling_price": 100,
            }
        ],
        "shipping_total": 10,
        "tax_total": 5.25,
        "discount_total": 0,
        "payment": {"status": "paid", "method": "card", "amount_paid": 215.25},
    }

    store_id: Identifier
    currency: Currency
    customer: CustomerDocument
    items: Annotated[tuple[LineDocument, ...], Meta(min_length=1)]
    shipping_total: Amount
    tax_total: Amount
    discount_total: Amount
    payment: PaymentDocument
    order_id: OrderId | None = None
    order_number: FilledText | None = None
    created_at: Moment | None = None
    status: OrderStatus = OrderStatus.PENDING
    shipping_address: AddressDocument | None = None
    billing_address: AddressDocument | None = None
    fulfillments: tuple[FulfillmentDocument, ...] = ()
    tags: tuple[Tag, ...] = ()
    note: Note | None = None

    def draft(self) -> OrderDraft:
        """Return the draft of the order."""
        return OrderDraft(
            order_id=self.order_id,
            order_number=self.order_number,
            store_id=self.store_id,
            created_at=utc(self.created_at),
            currency=self.currency,
            status=self.status,
            customer=Customer(
                id=self.customer.id,
                name=self.customer.name,
                email=self.customer.email,
                phone=self.customer.phone,
            ),
            lines=tuple(
                LineDraft(
                    id=line.id,
                    product_id=line.product_id,
                    sku=line.sku,
                    name=line.name,
                    quantity=line.quantity,
                    selling_price=line.selling_price,
                )
                for line in self.items
            ),
            shipping_total=self.shipping_total,
            tax_total=self.tax_total,
            discount_total=self.discount_total,
            payment=PaymentDraft(
                status=self.payment.status,
                method=self.payment.method,
                amount_paid=self.payment.amount_paid,
            ),
            shipping_address=address_value(self.shipping_address),
            billing_address=address_value(self.billing_address),
            fulfillments=tuple(each.draft() for each in self.fulfillments),
            tags=self.tags,
            note=self.note,
        )


def address_value(document: AddressDocument | None) -> Address | None:
    """Return the address, if there is one."""
    return document.value() if document else None
