"""An order's read model: the JSON document of the contract's section 3, as plain values.

Amounts are exact decimals and times are datetimes in UTC; an encoder writes both.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.fulfillment import Fulfillment
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.payment import Refund
from seller_orders.domain.stock import Restock
from seller_orders.domain.timeline import TimelineEntry
from seller_orders.domain.values import Address, Recipient


class CustomerView(TypedDict):
    """Who ordered."""

    id: str
    name: str
    email: str | None
    phone: str | None


class CoordinatesView(TypedDict):
    """A place on earth, in degrees."""

    latitude: float
    longitude: float


class AddressView(TypedDict):
    """Where something goes to or comes from."""

    type: str | None
    name: str | None
    phone: str | None
    line1: str
    line2: str | None
    city: str
    state: str | None
    postal_code: str | None
    country: str | None
    country_code: str
    coordinates: CoordinatesView | None


class LineView(TypedDict):
    """A line item and how much of it is fulfilled."""

    id: str
    product_id: str
    sku: str
    name: str
    quantity: int
    selling_price: Decimal
    fulfilled_quantity: int
    remaining_quantity: int
    total: Decimal


class TotalsView(TypedDict):
    """What the order's money adds up to."""

    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    captured: Decimal
    refunded: Decimal


class RefundView(TypedDict):
    """A refund."""

    id: str
    amount: Decimal
    status: str
    reason: str | None
    created_at: datetime


class PaymentView(TypedDict):
    """The payment and its refunds."""

    status: str
    method: str
    refunds: list[RefundView]


class ItemView(TypedDict):
    """Units of a line, in a fulfillment."""

    id: str
    quantity: int


class PersonView(TypedDict):
    """Who brings a fulfillment."""

    name: str
    phone: str | None


class RecipientView(TypedDict):
    """Who receives a fulfillment."""

    name: str
    phone: str | None
    address: AddressView | None


class FulfillmentView(TypedDict):
    """A fulfillment."""

    id: str
    status: str
    items: list[ItemView]
    shipping_method: str | None
    provider_id: str | None
    awb: str | None
    tracking_url: str | None
    delivery_person: PersonView | None
    customer: RecipientView | None
    pickup_address: AddressView | None
    handed_over_at: datetime | None
    created_at: datetime
    updated_at: datetime


TimelineView = TypedDict(
    "TimelineView",
    {
        "id": str,
        "type": str,
        "at": datetime,
        "by": str,
        "version": int,
        "from": str | None,
        "to": str | None,
        "note": str | None,
        "notified": list[str],
        "data": Mapping[str, Any],
    },
)


class CancellationView(TypedDict):
    """The record of a cancellation."""

    reason: str
    details: str | None
    at: datetime
    by: str
    refund_id: str | None
    restocked: bool


class RestockedItemView(TypedDict):
    """Units of a line that went back to stock."""

    id: str
    sku: str
    quantity: int


class RestockView(TypedDict):
    """Units that went back to stock for one cause; ``cause_id`` is null for the cancellation."""

    cause: str
    cause_id: str | None
    at: datetime
    items: list[RestockedItemView]


class OrderDetail(TypedDict):
    """The whole order."""

    order_id: str
    order_number: str
    domain_id: str
    store_id: str
    version: int
    status: str
    payment_status: str
    fulfillment_status: str
    financial_status: str
    currency: str
    customer: CustomerView
    items: list[LineView]
    totals: TotalsView
    payment: PaymentView
    shipping_address: AddressView | None
    billing_address: AddressView | None
    fulfillments: list[FulfillmentView]
    restocks: list[RestockView]
    timeline: list[TimelineView]
    cancellation: CancellationView | None
    tags: list[str]
    note: str | None
    created_at: datetime
    updated_at: datetime


def order_detail(order: Order) -> OrderDetail:
    """Describe an order."""
    return OrderDetail(
        order_id=order.id,
        order_number=order.number,
        domain_id=order.domain_id,
        store_id=order.store_id,
        version=order.version,
        status=order.status,
        payment_status=order.payment.status,
        fulfillment_status=order.fulfillment_status,
        financial_status=order.financial_status,
        currency=order.currency,
        customer=CustomerView(
            id=order.customer.id,
            name=order.customer.name,
            email=order.customer.email,
            phone=order.customer.phone,
        ),
        items=[_line(line, order.fulfilled[line.id]) for line in order.lines],
        totals=TotalsView(
            subtotal=order.subtotal.amount,
            discount=order.discount.amount,
            shipping=order.shipping.amount,
            tax=order.tax.amount,
            total=order.total.amount,
            captured=order.payment.captured.amount,
            refunded=order.payment.refunded.amount,
        ),
        payment=PaymentView(
            status=order.payment.status,
            method=order.payment.method,
            refunds=[refund_view(refund) for refund in order.payment.refunds],
        ),
        shipping_address=address_view(order.shipping_address),
        billing_address=address_view(order.billing_address),
        fulfillments=[fulfillment_view(fulfillment) for fulfillment in order.fulfillments],
        restocks=[restock_view(restock) for restock in order.restocks],
        timeline=[timeline_view(entry) for entry in order.timeline],
        cancellation=cancellation_view(order.cancellation),
        tags=list(order.tags),
        note=order.note,
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def fulfillment_view(fulfillment: Fulfillment) -> FulfillmentView:
    """Describe a fulfillment."""
    shipment = fulfillment.shipment
    person = shipment.delivery_person
    return FulfillmentView(
        id=fulfillment.id,
        status=fulfillment.status,
        items=[ItemView(id=item.id, quantity=item.quantity) for item in shipment.items],
        shipping_method=shipment.shipping_method,
        provider_id=shipment.provider_id,
        awb=shipment.tracking.awb,
        tracking_url=shipment.tracking.url,
        delivery_person=PersonView(name=person.name, phone=person.phone) if person else None,
        customer=_recipient(shipment.customer),
        pickup_address=address_view(shipment.pickup_address),
        handed_over_at=fulfillment.handed_over_at,
        created_at=fulfillment.created_at,
        updated_at=fulfillment.updated_at,
    )


def refund_view(refund: Refund) -> RefundView:
    """Describe a refund."""
    return RefundView(
        id=refund.id,
        amount=refund.amount.amount,
        status=refund.status,
        reason=refund.reason,
        created_at=refund.created_at,
    )


def restock_view(restock: Restock) -> RestockView:
    """Describe units that went back to stock."""
    return RestockView(
        cause=restock.cause,
        cause_id=restock.cause_id,
        at=restock.at,
        items=[RestockedItemView(id=i.id, sku=i.sku, quantity=i.quantity) for i in restock.items],
    )


def timeline_view(entry: TimelineEntry) -> TimelineView:
    """Describe a change."""
    return {
        "id": entry.id,
        "type": entry.type,
        "at": entry.at,
        "by": entry.by,
        "version": entry.version,
        "from": entry.from_,
        "to": entry.to,
        "note": entry.note,
        "notified": list(entry.notified),
        "data": entry.data,
    }


def cancellation_view(cancellation: Cancellation | None) -> CancellationView | None:
    """Describe a cancellation."""
    if cancellation is None:
        return None
    return CancellationView(
        reason=cancellation.reason,
        details=cancellation.details,
        at=cancellation.at,
        by=cancellation.by,
        refund_id=cancellation.refund_id,
        restocked=cancellation.restocked,
    )


def address_view(address: Address | None) -> AddressView | None:
    """Describe an address."""
    if address is None:
        return None
    place = address.coordinates
    return AddressView(
        type=address.type,
        name=address.name,
        phone=address.phone,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        state=address.state,
        postal_code=address.postal_code,
        country=address.country,
        country_code=address.country_code,
        coordinates=CoordinatesView(latitude=place.latitude, longitude=place.longitude)
        if place
        else None,
    )


def _line(line: LineItem, fulfilled: int) -> LineView:
    return LineView(
        id=line.id,
        product_id=line.product_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        selling_price=line.selling_price.amount,
        fulfilled_quantity=fulfilled,
        remaining_quantity=line.quantity - fulfilled,
        total=line.total.amount,
    )


def _recipient(recipient: Recipient | None) -> RecipientView | None:
    if recipient is None:
        return None
    return RecipientView(
        name=recipient.name, phone=recipient.phone, address=address_view(recipient.address)
    )
