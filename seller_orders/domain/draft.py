"""Draft of an order: the document from which one is created or imported (contract, section 3)."""

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen
from attrs.converters import optional

from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.order_number import normalized_number
from seller_orders.domain.payment import PaymentStatus, RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock
from seller_orders.domain.timeline import TimelineEntry
from seller_orders.domain.values import Address, Customer


@frozen(kw_only=True)
class LineDraft:
    """Line of a draft: ``quantity`` units at ``selling_price`` each, in the order's currency."""

    id: str
    product_id: str | None = None
    sku: str | None = None
    name: str
    quantity: int
    selling_price: Decimal


@frozen(kw_only=True)
class RefundDraft:
    """Refund of an imported order."""

    id: str
    amount: Decimal
    status: RefundStatus
    reason: str | None
    created_at: datetime


@frozen(kw_only=True)
class PaymentDraft:
    """Payment of a draft; ``amount_paid`` is the captured amount in the order's currency."""

    status: PaymentStatus
    method: str
    amount_paid: Decimal
    refunds: tuple[RefundDraft, ...] = ()


@frozen(kw_only=True)
class FulfillmentDraft:
    """Fulfillment that comes with the order; a missing id or time is filled in.

    If ``is_handed_over`` and ``handed_over_at`` are both None, the fulfillment's status and the
    order's decide if it was handed over. ``handed_over_at`` defaults to ``updated_at``.
    """

    id: str | None = None
    status: FulfillmentStatus = FulfillmentStatus.PENDING
    shipment: Shipment
    is_handed_over: bool | None = None
    handed_over_at: datetime | None = None
    report_count: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None


@frozen(kw_only=True)
class OrderDraft:
    """Order as a caller writes it (contract, section 3).

    ``currency`` is an ISO 4217 code, and totals are amounts in it: ``Decimal("12.50")`` is twelve
    and a half. ``order_number`` is normalized. ``order_id``, ``order_number`` and ``created_at``
    (timezone-aware) are generated if they are None. The last five fields are for imports only. If
    ``restocks`` is None, a cancellation with restock is taken to have restocked every unit at home.
    """

    order_id: str | None = None
    order_number: str | None = field(default=None, converter=optional(normalized_number))
    store_id: str
    created_at: datetime | None = None
    currency: str
    status: OrderStatus = OrderStatus.PENDING
    customer: Customer
    lines: tuple[LineDraft, ...]
    shipping_total: Decimal = Decimal(0)
    tax_total: Decimal = Decimal(0)
    discount_total: Decimal = Decimal(0)
    payment: PaymentDraft
    shipping_address: Address | None = None
    billing_address: Address | None = None
    fulfillments: tuple[FulfillmentDraft, ...] = ()
    tags: tuple[str, ...] = ()
    note: str | None = None
    version: int = 1
    cancellation: Cancellation | None = None
    restocks: tuple[Restock, ...] | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    updated_at: datetime | None = None
