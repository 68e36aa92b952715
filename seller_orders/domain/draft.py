"""Draft of an order: the document from which one is created or imported (contract, section 3)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from attrs import field, frozen
from attrs.converters import optional

from seller_orders.domain.adjustment import AdjustmentKind
from seller_orders.domain.cancellation import Cancellation
from seller_orders.domain.fulfillment import FulfillmentStatus, Shipment
from seller_orders.domain.hold import Hold
from seller_orders.domain.order_number_normalization import normalized_number
from seller_orders.domain.order_return import Return
from seller_orders.domain.payment import PaymentStatus, RefundStatus
from seller_orders.domain.status import OrderStatus
from seller_orders.domain.stock import Restock
from seller_orders.domain.tender import TenderStatus
from seller_orders.domain.timeline import TimelineEntry
from seller_orders.domain.values import Address, Customer


@frozen(kw_only=True)
class LineDraft:
    """Line of a draft: ``quantity`` units at ``selling_price`` each, in the order's currency.

    ``discount`` and ``tax`` are of the whole line. The last four fields are for imports only.
    """

    id: str
    product_id: str | None = None
    sku: str | None = None
    name: str
    quantity: int
    selling_price: Decimal
    requires_shipping: bool = True
    attributes: Mapping[str, str] = field(factory=dict, hash=False)
    discount: Decimal = Decimal(0)
    tax: Decimal | None = None
    cancelled_quantity: int = 0
    cancelled_worth: Decimal = Decimal(0)
    restock_requested_quantity: int = 0
    set_aside_quantity: int = 0


@frozen(kw_only=True)
class TenderDraft:
    """Part of a payment; a missing id is generated.

    >>> card = TenderDraft(method="card", amount=Decimal(200), reference="ch_1")
    >>> card.status is TenderStatus.CAPTURED
    True
    """

    id: str | None = None
    method: str
    amount: Decimal
    reference: str | None = None
    provider_id: str | None = None
    status: TenderStatus = TenderStatus.CAPTURED


@frozen(kw_only=True)
class TaxLineDraft:
    """Tax line of a draft; ``rate`` is as its source wrote it, such as 0.05 or 5.

    >>> gst = TaxLineDraft(title="GST", rate=Decimal("0.05"), amount=Decimal("5.25"))
    >>> gst.amount
    Decimal('5.25')
    """

    title: str
    rate: Decimal
    amount: Decimal


@frozen(kw_only=True)
class AdjustmentDraft:
    """Adjustment of a draft; ``amount`` may be negative.

    >>> cash = AdjustmentDraft(kind=AdjustmentKind.ROUNDING, amount=Decimal("-0.02"))
    >>> cash.label is None
    True
    """

    kind: AdjustmentKind
    label: str | None = None
    amount: Decimal


@frozen(kw_only=True)
class RefundedItemDraft:
    """Units of one line that an imported refund credits."""

    id: str
    quantity: int
    worth: Decimal
    fulfillment_id: str | None = None


@frozen(kw_only=True)
class RefundPartDraft:
    """Part of an imported refund that goes back to one tender."""

    tender_id: str
    amount: Decimal
    status: RefundStatus


@frozen(kw_only=True)
class RefundDraft:
    """Refund of an imported order; ``owed`` is the part of it that is no goodwill."""

    id: str
    amount: Decimal
    items: tuple[RefundedItemDraft, ...] = ()
    shipping: Decimal = Decimal(0)
    adjustment: Decimal = Decimal(0)
    return_id: str | None = None
    parts: tuple[RefundPartDraft, ...] = ()
    owed: Decimal = Decimal(0)
    status: RefundStatus
    reason: str | None
    created_at: datetime


@frozen(kw_only=True)
class PaymentDraft:
    """Payment of a draft; ``amount_paid`` is the captured amount in the order's currency.

    It may be more than the order's total. The last two fields are for imports only.
    """

    status: PaymentStatus
    method: str
    amount_paid: Decimal
    tenders: tuple[TenderDraft, ...] = ()
    refunds: tuple[RefundDraft, ...] = ()
    refunded_at_cancellation: Decimal = Decimal(0)


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
    (timezone-aware) are generated if they are None. ``replaced_by`` and the last seven fields are
    for imports only. If ``restocks`` is None, a cancellation with restock is taken to have
    restocked every unit at home.
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
    external_ids: Mapping[str, str] = field(factory=dict, hash=False)
    attributes: Mapping[str, str] = field(factory=dict, hash=False)
    ship_by: datetime | None = None
    assignee: str | None = None
    replaces: str | None = None
    replaced_by: tuple[str, ...] = ()
    prices_include_tax: bool = False
    tax_lines: tuple[TaxLineDraft, ...] = ()
    adjustments: tuple[AdjustmentDraft, ...] = ()
    version: int = 1
    cancellation: Cancellation | None = None
    restocks: tuple[Restock, ...] | None = None
    returns: tuple[Return, ...] = ()
    holds: tuple[Hold, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    updated_at: datetime | None = None
