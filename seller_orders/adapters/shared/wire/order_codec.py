"""Codec of an order: the one definition of its fields outside the domain and the tables.

The documents of an order and its parts declare the fields. The import, the export, the detail
(GET /orders/{id}), the state between layers and the OpenAPI schemas are derived from them.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypedDict

from msgspec import Meta

from seller_orders.adapters.shared.wire.address_codec import AddressDocument, CustomerDocument
from seller_orders.adapters.shared.wire.field_types import (
    Amount,
    Currency,
    Identifier,
    Name,
    NonEmptyText,
    Note,
    OrderId,
    Quantity,
    Tag,
    Timestamp,
)
from seller_orders.adapters.shared.wire.fulfillment_codec import (
    FulfillmentDocument,
    ImportedFulfillment,
)
from seller_orders.adapters.shared.wire.history_codec import (
    CancellationDocument,
    RestockDocument,
    RestockView,
    TimelineDocument,
    Version,
)
from seller_orders.adapters.shared.wire.payment_codec import ImportedPayment, PaymentDocument
from seller_orders.adapters.shared.wire.timeline_documents import timeline_views
from seller_orders.adapters.shared.wire.value_document import ValueDocument
from seller_orders.adapters.shared.wire.views import view_of, writer
from seller_orders.domain.draft import LineDraft, OrderDraft
from seller_orders.domain.line_item import LineItem
from seller_orders.domain.order import Order
from seller_orders.domain.status import OrderStatus


class LineDocument(ValueDocument, kw_only=True):
    """A line item."""

    VALUE = LineDraft

    id: Identifier
    product_id: Identifier
    sku: NonEmptyText
    name: Name
    quantity: Quantity
    selling_price: Amount


@view_of(LineDocument)
class LineView(TypedDict):
    """A line item and how much of it is fulfilled."""

    fulfilled_quantity: int
    remaining_quantity: int
    total: Decimal


class OrderDocument(ValueDocument, kw_only=True):
    """A new order."""

    VALUE = OrderDraft
    RENAMED: ClassVar = {"items": "lines"}
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

    order_id: OrderId | None = None
    order_number: NonEmptyText | None = None
    store_id: Identifier
    created_at: Timestamp | None = None
    currency: Currency
    status: OrderStatus = OrderStatus.PENDING
    customer: CustomerDocument
    items: Annotated[tuple[LineDocument, ...], Meta(min_length=1)]
    shipping_total: Amount
    tax_total: Amount
    discount_total: Amount
    payment: PaymentDocument
    shipping_address: AddressDocument | None = None
    billing_address: AddressDocument | None = None
    fulfillments: tuple[FulfillmentDocument, ...] = ()
    tags: tuple[Tag, ...] = ()
    note: Note | None = None

    def draft(self) -> OrderDraft:
        """Return the draft of the order."""
        draft: OrderDraft = self.value()
        return draft


class ImportedOrder(OrderDocument, kw_only=True):
    """An order document with the order's history, as exports write it."""

    VALUE = OrderDraft

    payment: ImportedPayment
    fulfillments: tuple[ImportedFulfillment, ...] = ()
    version: Version = 1
    updated_at: Timestamp | None = None
    cancellation: CancellationDocument | None = None
    timeline: tuple[TimelineDocument, ...] = ()
    restocks: tuple[RestockDocument, ...] | None = None


class TotalsView(TypedDict):
    """The amounts of an order."""

    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    tax: Decimal
    total: Decimal
    captured: Decimal
    refunded: Decimal


@view_of(
    ImportedOrder,
    "order_id order_number domain_id store_id version status payment_status fulfillment_status "
    "financial_status currency customer items totals payment shipping_address billing_address "
    "fulfillments restocks timeline cancellation * created_at updated_at",
    without=("shipping_total", "tax_total", "discount_total"),
)
class OrderDetail(TypedDict):
    """The whole order."""

    order_id: str
    order_number: str
    domain_id: str
    payment_status: str
    fulfillment_status: str
    financial_status: str
    items: list[LineView]
    totals: TotalsView
    restocks: list[RestockView]
    created_at: datetime
    updated_at: datetime


line_view = writer(LineView, LineItem, computed=("fulfilled_quantity", "remaining_quantity"))
totals_view = writer(TotalsView, Order, refunded="payment.refunded")
order_view = writer(
    OrderDetail,
    Order,
    computed=("items", "totals", "timeline"),
    order_id="id",
    order_number="number",
)


def order_detail(order: Order) -> OrderDetail:
    """Return the detail of an order: amounts are exact decimals, times are in UTC."""
    detail: Any = order_view(order)
    detail["items"] = [_line(line, order.fulfilled[line.id]) for line in order.lines]
    detail["totals"] = totals_view(order)
    detail["timeline"] = timeline_views(order.timeline)
    whole: OrderDetail = detail
    return whole


def _line(line: LineItem, fulfilled: int) -> LineView:
    view: Any = line_view(line)
    view["fulfilled_quantity"] = fulfilled
    view["remaining_quantity"] = line.quantity - fulfilled
    whole: LineView = view
    return whole
